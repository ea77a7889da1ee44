package synod.cli.client;

import java.io.IOException;
import java.net.Socket;

/** How bytes get to a server: what is put over a socket that has just been connected. */
public interface Way {
    /** The bytes as they are. */
    Way PLAIN = (connected, server) -> connected;

    /**
     * The socket to talk through. A handshake happens here, within the socket's timeout; closing what is returned closes
     * {@code connected}.
     *
     * @throws IOException when the other side is not let in, or does not let us in
     */
    Socket over(Socket connected, Servers.Address server) throws IOException;
}
