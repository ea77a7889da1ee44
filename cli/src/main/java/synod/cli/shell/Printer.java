package synod.cli.shell;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Prints text as UTF-8, whatever the locale, and bytes as they are. Keeps a buffer until it is flushed. */
public final class Printer {
    private final OutputStream out;

    /** Prints to a stream, which stays open. */
    public Printer(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 14);
    }

    /** Prints a line. */
    synchronized void line(String text) {
        bytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Prints text without an end of line. */
    synchronized void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints bytes. */
    synchronized void bytes(byte[] bytes) {
        try {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the output cannot be written", e);
        }
    }

    /** Lets everything go that was printed. */
    public synchronized void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the output cannot be written", e);
        }
    }
}
