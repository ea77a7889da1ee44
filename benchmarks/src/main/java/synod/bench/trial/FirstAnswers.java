package synod.bench.trial;

import java.io.IOException;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * How soon a server that starts answers a client that tries again and again.
 *
 * @param readMillis from its start to the first answered getData
 * @param writeMillis from its start to the first answered setData, which is asked for after the read
 */
record FirstAnswers(double readMillis, double writeMillis) {
    private static final long POLL_MILLIS = 2;

    /**
     * Tries until both are answered.
     *
     * @param path of a znode that exists; whoever answers that it does not has lost it
     * @param sinceNanos when the process was started
     * @param limitNanos after which nobody waits any more
     */
    static FirstAnswers await(InetSocketAddress server, byte[] path, long sinceNanos, long limitNanos)
            throws IOException, InterruptedException {
        IOException last = new IOException("it was not tried");
        while (System.nanoTime() - sinceNanos < limitNanos) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for first answers");
            }
            try (PatientClient client = PatientClient.open(server)) {
                expectFound(client.getData(path));
                long read = System.nanoTime();
                expectFound(client.setData(path, new byte[LargeTree.DATA_BYTES]));
                long write = System.nanoTime();
                return new FirstAnswers(millis(read - sinceNanos), millis(write - sinceNanos));
            } catch (Lost e) {
                throw e;
            } catch (IOException e) {
                // Not listening yet, not serving yet, or silent for too long: a client tries again.
                last = e;
                Thread.sleep(POLL_MILLIS);
            }
        }
        throw new IOException(
                "no answer " + TimeUnit.NANOSECONDS.toSeconds(limitNanos) + " s after its start: " + last.getMessage(),
                last);
    }

    private static void expectFound(int error) throws Lost {
        if (error != 0) {
            throw new Lost("the started server answers error " + error + " for a znode that was created before");
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /** The server serves and does not have what it should. */
    private static final class Lost extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        Lost(String message) {
            super(message);
        }
    }
}
