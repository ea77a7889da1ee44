package synod.runtime;

import synod.kernel.Bytes;
import synod.replica.CloseReason;

/** The connections of clients, as the loop sees them. Called on the loop only. */
public interface Clients {
    /**
     * Sends one or more whole frames, with their length prefixes. The bytes are copied before this returns; they leave
     * with the next {@link #flush} at the latest. Nothing happens when the connection is gone.
     */
    void reply(long connection, byte[] buffer, int offset, int length);

    /** Closes a connection once everything before has been written. */
    void close(long connection, CloseReason reason);

    /** Judges what a client said to log in, beside the loop; answered by {@link ClientEvents#onSaslStep}. */
    void logIn(long connection, Bytes token);

    /** Stops reading a connection, or goes on. */
    void setReading(long connection, boolean on);

    /** Closes every connection: this node starts over from its disk, or stops. */
    void closeAll();

    /** Writes out what this turn produced: one system call for each connection that has something. */
    void flush();
}
