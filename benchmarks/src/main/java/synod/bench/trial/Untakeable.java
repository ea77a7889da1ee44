package synod.bench.trial;

import java.io.IOException;
import java.io.Serial;

/** This machine does not allow the measurement; the message says what would. No system is to blame. */
final class Untakeable extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    Untakeable(String message) {
        super(message);
    }
}
