package synod.gateway;

import java.util.concurrent.Executor;
import synod.kernel.Bytes;
import synod.kernel.LongMap;
import synod.replica.SaslStep;
import synod.security.SaslExchange;

/** The logins that are under way. Called on the loop; each step is judged beside it. */
final class SaslDesk {
    /** What is told when a step was judged; on the loop, never before {@link #hear} has returned. */
    interface Outcome {
        /** @param failure why it failed, for a person; empty unless it did */
        void judged(long connection, SaslStep step, String failure);
    }

    private final SaslPort port;
    private final Executor loop;
    private final Outcome outcome;
    private final LongMap<SaslExchange> open = new LongMap<>();

    SaslDesk(SaslPort port, Executor loop, Outcome outcome) {
        this.port = port;
        this.loop = loop;
        this.outcome = outcome;
    }

    /** Has a step of a connection's login judged; its first begins one. */
    void hear(long connection, Bytes token) {
        SaslExchange known = open.find(connection);
        SaslExchange exchange = known == null ? port.logins().begin() : known;
        open.put(connection, exchange);
        boolean isTaken = port.beside().offer(() -> {
            SaslStep step = exchange.hear(token);
            String failure = exchange.failure();
            loop.execute(() -> judged(connection, step, failure));
        });
        if (!isTaken) {
            loop.execute(() -> judged(connection, SaslStep.FAILED, "too many log in at once"));
        }
    }

    private void judged(long connection, SaslStep step, String failure) {
        if (step.outcome() != SaslStep.Outcome.GOES_ON) {
            forget(connection);
        }
        outcome.judged(connection, step, failure);
    }

    /** A connection is through with logging in, or gone. */
    void forget(long connection) {
        SaslExchange exchange = open.remove(connection);
        if (exchange != null) {
            // Behind a step that may be under way.
            port.beside().execute(exchange::end);
        }
    }

    /** How many logins are under way. */
    int size() {
        return open.size();
    }
}
