package synod.cli.shell;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import synod.cli.client.Client;
import synod.cli.client.Refused;
import synod.cli.client.Request;

/**
 * Sends many requests without waiting for each, but never more than a server takes in at once.
 *
 * @param <K> what a request is known by
 * @param <T> what its answer is
 */
final class Pipeline<K, T> {
    private static final int WINDOW = 256;

    private final Client client;
    private final Answers<K, T> answers;
    private final Deque<Waiting<K, T>> open = new ArrayDeque<>();

    private record Waiting<K, T>(K key, CompletableFuture<T> answer) {}

    /** Called in the order of the requests. */
    interface Answers<K, T> {
        /** Exactly one of the two is there. */
        void onAnswer(K key, @Nullable T answer, @Nullable Refused refused);
    }

    Pipeline(Client client, Answers<K, T> answers) {
        this.client = client;
        this.answers = answers;
    }

    void send(K key, Request<T> request) throws InterruptedException {
        if (open.size() >= WINDOW) {
            takeOne();
        }
        open.add(new Waiting<>(key, client.send(request)));
    }

    /** Waits for all answers. */
    void finish() throws InterruptedException {
        while (!open.isEmpty()) {
            takeOne();
        }
    }

    private void takeOne() throws InterruptedException {
        Waiting<K, T> next = open.remove();
        T answer;
        try {
            answer = Client.await(next.answer(), Long.MAX_VALUE);
        } catch (Refused e) {
            answers.onAnswer(next.key(), null, e);
            return;
        }
        answers.onAnswer(next.key(), answer, null);
    }
}
