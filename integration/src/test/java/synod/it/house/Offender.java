package synod.it.house;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Breaks every {@link Ban} once. Nothing runs it; the house test reads its class file. */
@SuppressWarnings({"DefaultCharset", "SystemOut", "StringCaseLocaleUsage", "BanSerializableRead", "unused"})
final class Offender {
    private final AtomicLong thread = new AtomicLong();
    private final Map<String, String> order = new HashMap<>();
    private final Random chance = new Random(1);

    long clock() {
        return System.nanoTime();
    }

    boolean file(Path path) {
        return path.isAbsolute();
    }

    boolean socket(Socket socket) {
        return socket.isBound();
    }

    void logger() {
        System.err.println(order);
    }

    String property() {
        return System.getProperty("user.name", "");
    }

    Object serialization(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    void exit() {
        Runtime.getRuntime().halt(1);
    }

    String locale() {
        return Locale.getDefault().toString();
    }

    byte[] charset(String text) {
        return text.getBytes();
    }

    long sum() {
        return thread.get() + chance.nextLong();
    }
}
