package synod.server;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import synod.admin.AdminAnswer;
import synod.admin.AdminCommand;
import synod.admin.AdminRequest;
import synod.admin.AdminSettings;
import synod.admin.AdminStream;
import synod.kernel.Bytes;
import synod.replica.Replica;
import synod.replica.Visitor;
import synod.runtime.Backups;
import synod.runtime.NodeHost;

/**
 * The two commands about the whole state. Both want to know who asks: in the header {@code Authorization}, a scheme and
 * behind one space what is to be believed; and whoever it is needs every permission on the root.
 */
final class BackupCommands {
    private static final Logger log = LoggerFactory.getLogger("admin");
    private static final long MILLISECOND = 1_000_000L;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FAILED = 500;
    private static final int UNAVAILABLE = 503;

    private final ServerConfiguration configuration;
    private final NodeHost node;
    private boolean wasGiven;
    private long givenAtNanos;

    BackupCommands(ServerConfiguration configuration, NodeHost node) {
        this.configuration = configuration;
        this.node = node;
    }

    List<AdminCommand> all() {
        return List.of(
                new AdminCommand(List.of("snapshot", "snap"), false, this::snapshot),
                new AdminCommand(List.of("restore", "rest"), false, true, this::restore));
    }

    private void snapshot(AdminRequest request, Consumer<AdminAnswer> then) {
        AdminSettings settings = configuration.admin();
        AdminAnswer refusal = refusal(request);
        if (refusal != null) {
            then.accept(refusal);
        } else if (settings == null || !settings.givesSnapshots()) {
            log.warn("a snapshot was asked for, which admin.snapshot.enabled=false forbids");
            then.accept(AdminAnswer.ofStatus(UNAVAILABLE));
        } else if (!isDue(settings.snapshotIntervalMillis() * MILLISECOND)) {
            log.warn("a snapshot was asked for too soon after another: see admin.rateLimiterIntervalInMS");
            then.accept(AdminAnswer.ofStatus(TOO_MANY_REQUESTS));
        } else {
            String streaming = request.arguments().get("streaming");
            boolean isStreaming = streaming == null || Boolean.parseBoolean(streaming);
            node.backups().take(image -> then.accept(answer(image, isStreaming)));
        }
    }

    private boolean isDue(long intervalNanos) {
        long now = node.clientEvents().now();
        if (wasGiven && now - givenAtNanos < intervalNanos) {
            return false;
        }
        wasGiven = true;
        givenAtNanos = now;
        return true;
    }

    private static AdminAnswer answer(Backups.@Nullable Image image, boolean isStreaming) {
        if (image == null) {
            log.warn("a snapshot was asked for, and none could be taken");
            return AdminAnswer.ofStatus(FAILED);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("last_zxid", "0x" + Long.toHexString(image.zxid()));
        headers.put("snapshot_size", Long.toString(image.length()));
        if (isStreaming) {
            return AdminAnswer.ofHeaders(headers, new ImageStream(image));
        }
        image.close();
        return AdminAnswer.ofHeaders(headers, null);
    }

    /** Refused whatever comes along: one server cannot replace what all of them hold in common. */
    private void restore(AdminRequest request, Consumer<AdminAnswer> then) {
        AdminAnswer refusal = refusal(request);
        if (refusal == null) {
            log.warn("a restore was asked for: a server does not replace its state alone. New servers begin with a"
                    + " snapshot when bin/synod seed has prepared them");
            refusal = AdminAnswer.ofStatus(UNAVAILABLE);
        }
        then.accept(refusal);
    }

    /** Why whoever asks must not; null when it may. */
    private @Nullable AdminAnswer refusal(AdminRequest request) {
        String said = request.authorization();
        Replica replica = node.replica();
        if (said == null || replica == null) {
            return sentAway(request, UNAUTHORIZED, "Auth info is missing for the command");
        }
        String[] parts = said.split(" ", -1);
        Visitor visitor = Visitor.of(
                configuration.rules(),
                bytes(request.address()),
                bytes(parts[0]),
                bytes(parts.length == 2 ? parts[1] : ""));
        if (parts.length > 2 || !visitor.isKnown()) {
            return sentAway(request, UNAUTHORIZED, "Not authenticated");
        }
        return visitor.ownsRoot(replica.tree()) ? null : sentAway(request, FORBIDDEN, "Not authorized");
    }

    /** ZooKeeper tells here under which name it was asked, and everywhere else the command's first. */
    private static AdminAnswer sentAway(AdminRequest request, int status, String error) {
        return new AdminAnswer(status, Map.of("command", request.name()), error);
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The file of an image as an answer. */
    private record ImageStream(Backups.Image image) implements AdminStream {
        @Override
        public long length() {
            return image.length();
        }

        @Override
        public void read(long offset, int max, Consumer<Bytes> then) {
            image.read(offset, max, then);
        }

        @Override
        public void close() {
            image.close();
        }
    }
}
