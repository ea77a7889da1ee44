package synod.runtime;

import java.util.List;
import synod.kernel.Bytes;
import synod.replica.SaslStep;
import synod.tree.Identity;

/** What happens on the connections of clients. Called on the loop only; each call opens a turn if none is open. */
public interface ClientEvents {
    /**
     * A connection was accepted.
     *
     * @param address the remote IP address as a literal
     * @param proved what the client has proved to be before its first byte, with a certificate
     */
    void onClientConnected(long connection, Bytes address, List<Identity> proved);

    /** One frame without its length prefix; the array is given away. */
    void onClientFrame(long connection, Bytes frame);

    /** The same for one that has waited too long: an operation is refused in its turn. */
    void onLateClientFrame(long connection, Bytes frame);

    /** What a client said to log in was judged, as {@link Clients#logIn} asked. */
    void onSaslStep(long connection, SaslStep step);

    /** A connection is gone, whoever closed it. */
    void onClientGone(long connection);

    /** Whether clients are served at present. */
    boolean isServing();

    /** Whether those clients are served who only read, and nobody else. */
    boolean isReadOnly();

    /** Monotonic nanoseconds of the current turn. */
    long now();

    /** Wall clock milliseconds of the current turn. */
    long wallMillis();
}
