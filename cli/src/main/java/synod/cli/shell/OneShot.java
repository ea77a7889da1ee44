package synod.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import synod.cli.client.Client;
import synod.cli.client.Event;
import synod.cli.client.NotConnected;
import synod.cli.client.Servers;
import synod.cli.client.Way;

/** What a verb works with that is run by itself: a session of its own, which ends with it. */
final class OneShot implements Surroundings, AutoCloseable {
    private final ConnectionOptions options;
    private final InputStream in;
    private final Printer out;
    private final Printer err;
    private final boolean isForEyes;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private @Nullable Client client;

    /** An event, or why there will be no more. */
    private record News(@Nullable Event event, String end) {}

    OneShot(ConnectionOptions options, InputStream in, OutputStream out, OutputStream err, boolean isForEyes) {
        this.options = options;
        this.in = in;
        this.out = new Printer(out);
        this.err = new Printer(err);
        this.isForEyes = isForEyes;
    }

    @Override
    public Client client() throws InterruptedException {
        Client known = client;
        if (known == null) {
            try {
                known = options.connect(new Told());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            client = known;
            // Ctrl-C must not leave a session behind, nor its ephemeral znodes.
            Runtime.getRuntime().addShutdownHook(new Thread(known::close, "synod-close"));
        }
        return known;
    }

    @Override
    public Servers servers() {
        return options.servers();
    }

    @Override
    public Way way() {
        return options.way();
    }

    @Override
    public Printer out() {
        return out;
    }

    @Override
    public Printer err() {
        return err;
    }

    @Override
    public boolean isForEyes() {
        return isForEyes;
    }

    @Override
    public boolean isShell() {
        return false;
    }

    @Override
    public byte[] standardInput() throws IOException {
        return in.readAllBytes();
    }

    @Override
    public Event awaitEvent() throws InterruptedException {
        News next = news.take();
        Event event = next.event();
        if (event == null) {
            throw new NotConnected(next.end());
        }
        return event;
    }

    @Override
    public void close() {
        out.flush();
        err.flush();
        if (client != null) {
            client.close();
        }
    }

    private final class Told implements Client.Listener {
        @Override
        public void onEvent(Event event) {
            news.add(new News(event, ""));
        }

        @Override
        public void onState(Client.State state, String detail) {
            if (state == Client.State.EXPIRED) {
                news.add(new News(null, detail));
            } else if (state == Client.State.CONNECTING) {
                err.line("synod: " + detail + "; looking for a server");
                err.flush();
            }
        }
    }
}
