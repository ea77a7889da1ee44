package synod.gateway;

import io.netty.buffer.ByteBuf;

/**
 * The socket of one client, as its connection sees it. What happens on it is told to the connection:
 * {@link ClientConnection#onBytes}, {@link ClientConnection#onWritable}, {@link ClientConnection#onFailure} and, last
 * and once, {@link ClientConnection#onClosed}, which never comes from inside a call to the line. Everything is on the
 * loop.
 */
interface Line {
    /** How long a client may take for its last bytes when its connection is to be closed. */
    int CLOSE_MILLIS = 5_000;

    /** Whether it has not been closed, from either side. */
    boolean isOpen();

    /** A direct buffer, to be given to {@link #write}. */
    ByteBuf buffer(int capacity);

    /** Takes the buffer over; its bytes leave with the next flush. */
    void write(ByteBuf bytes);

    /** Writes out what the system takes, and the rest as it does. */
    void flush();

    /** Flushes, and closes once everything has been taken, or after {@link #CLOSE_MILLIS}. */
    void closeAfterWriting();

    /** Closes at once; what was not written is lost. */
    void close();

    /** Whether what is said on it is hidden from others: TLS. */
    boolean isSecure();

    /** Whether the client's bytes are read; at first they are. */
    void setReading(boolean on);

    /** Whether no more waits to be written than the mark allows. */
    boolean isWritable();

    /** How many bytes wait to be written. */
    long waitingBytes();
}
