package synod.it.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** One Chromium with one page. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger questions = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<String> events = new ArrayList<>();

    private Browser(Process process, String page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(page), new Ear())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** The command of a Chromium on this machine; without one, the test is skipped. */
    static String command() throws InterruptedException {
        for (String command : List.of("chromium", "chromium-browser", "google-chrome")) {
            try {
                Process version = new ProcessBuilder(command, "--version")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (version.waitFor() == 0) {
                    return command;
                }
            } catch (IOException e) {
                // Not under this name.
            }
        }
        Assumptions.abort("no Chromium: apt-get install chromium");
        throw new AssertionError("unreachable");
    }

    /** Starts one. Everything that it writes goes into {@code folder}. */
    static Browser start(Path folder) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        command(),
                        "--headless=new",
                        // Root, as in a container, may not use the sandbox; the pages are our own.
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--remote-allow-origins=*",
                        "--user-data-dir=" + folder,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            Matcher found = LISTENING.matcher(line);
            if (found.find()) {
                // Nobody reads the rest, and it must not fill its pipe.
                Thread drain = new Thread(() -> said.lines().forEach(rest -> {}), "chromium-output");
                drain.setDaemon(true);
                drain.start();
                return new Browser(process, pageOf(found.group(1)));
            }
        }
        throw new IOException("Chromium ended: " + all);
    }

    private static String pageOf(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + "/json/list"))
                .timeout(PATIENCE)
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode target : JSON.readTree(body)) {
            if (target.path("type").asText().equals("page")) {
                return target.path("webSocketDebuggerUrl").asText();
            }
        }
        throw new IOException("Chromium has no page: " + body);
    }

    /** Asks for something; {@code settings} are names and values in turn. */
    JsonNode call(String method, Object... settings) {
        int number = questions.incrementAndGet();
        ObjectNode parameters = JSON.createObjectNode();
        for (int i = 0; i < settings.length; i += 2) {
            parameters.putPOJO((String) settings[i], settings[i + 1]);
        }
        ObjectNode question = JSON.createObjectNode().put("id", number).put("method", method);
        question.set("params", parameters);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(number, answer);
        socket.sendText(question.toString(), true).join();
        JsonNode got = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (got.has("error")) {
            throw new IllegalStateException(method + ": " + got.get("error"));
        }
        return got.get("result");
    }

    /** What an expression is in the page. A promise is waited for. */
    JsonNode value(String expression) {
        JsonNode result =
                call("Runtime.evaluate", "expression", expression, "returnByValue", true, "awaitPromise", true);
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Shows a file at a size, and waits until it is there. */
    void show(Path file, int width, int height, boolean isPhone) {
        call("Page.enable");
        call("Runtime.enable");
        call("Log.enable");
        call(
                "Emulation.setDeviceMetricsOverride",
                "width",
                width,
                "height",
                height,
                "deviceScaleFactor",
                1,
                "mobile",
                isPhone);
        call("Page.navigate", "url", file.toUri().toString());
        // The page may still be the one before it.
        for (boolean isThere = false; !isThere; ) {
            isThere = value("location.href").asText().startsWith("file:")
                    && value("new Promise(done => document.readyState === 'complete' ? done(true)"
                                    + " : addEventListener('load', () => done(true)))")
                            .asBoolean();
        }
    }

    /** Presses and releases a key. */
    void press(String key) {
        call("Input.dispatchKeyEvent", "type", "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", code(key));
        call("Input.dispatchKeyEvent", "type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code(key));
    }

    private static int code(String key) {
        return switch (key) {
            case "End" -> 35;
            case "Home" -> 36;
            case "ArrowLeft" -> 37;
            case "ArrowRight" -> 39;
            default -> throw new IllegalArgumentException("unknown key " + key);
        };
    }

    /** Presses and releases the mouse at the middle of an element. */
    void click(String selector) {
        JsonNode at = value("(() => { const box = document.querySelector('" + selector
                + "').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    "type",
                    type,
                    "x",
                    at.get(0).asDouble(),
                    "y",
                    at.get(1).asDouble(),
                    "button",
                    "left",
                    "clickCount",
                    1);
        }
    }

    /** What the page complained about: exceptions, errors in the log. */
    List<String> complaints() {
        // An answer comes behind all that was told before it.
        value("1");
        synchronized (events) {
            return events.stream()
                    .filter(event -> event.contains("Runtime.exceptionThrown") || event.contains("\"level\":\"error\""))
                    .toList();
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        // Its folder goes next: it must not write any more.
        process.destroyForcibly()
                .onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Hears answers and events, whose text may come in pieces. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                heard(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void heard(String message) {
            try {
                JsonNode node = JSON.readTree(message);
                if (node.has("id")) {
                    CompletableFuture<JsonNode> asked =
                            open.remove(node.get("id").asInt());
                    if (asked != null) {
                        asked.complete(node);
                    }
                } else {
                    synchronized (events) {
                        events.add(message);
                    }
                }
            } catch (IOException e) {
                open.values().forEach(each -> each.completeExceptionally(e));
            }
        }
    }
}
