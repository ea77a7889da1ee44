package synod.gateway;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of {@code mntr}, by name. */
final class Monitor {
    private final ClientGateway gateway;
    private final WordSource source;
    private final Map<String, Object> all = new LinkedHashMap<>();

    private Monitor(ClientGateway gateway, WordSource source) {
        this.gateway = gateway;
        this.source = source;
    }

    /** One figure a line: {@code zk_}, its name, a tab, its value. */
    static String text(ClientGateway gateway, WordSource source) {
        StringBuilder out = new StringBuilder();
        figures(gateway, source)
                .forEach((name, value) -> out.append("zk_")
                        .append(name)
                        .append('\t')
                        .append(value)
                        .append('\n'));
        return out.toString();
    }

    static Map<String, Object> figures(ClientGateway gateway, WordSource source) {
        Monitor monitor = new Monitor(gateway, source);
        WordSource.Node node = source.node();
        monitor.ofNode(node);
        monitor.ofClients();
        monitor.ofLimits();
        monitor.ofFiles();
        if ("leader".equals(node.mode())) {
            monitor.ofLeader(node);
        }
        monitor.all.putAll(source.figures());
        return monitor.all;
    }

    private void ofNode(WordSource.Node node) {
        figure("version", source.version() + ", built on " + source.builtOn());
        figure("server_state", node.mode());
        if (!node.peerState().isEmpty()) {
            figure("peer_state", node.peerState());
            figure("quorum_size", node.voters());
        }
        figure("uptime", (gateway.events().now() - source.startedNanos()) / 1_000_000);
        figure("znode_count", node.znodes());
        figure("watch_count", node.watches());
        figure("ephemerals_count", node.ephemerals());
        figure("approximate_data_size", node.dataBytes());
        figure("global_sessions", node.sessions());
        figure("local_sessions", node.localSessions());
    }

    private void ofClients() {
        Latencies latencies = gateway.latencies();
        GatewayFigures figures = gateway.figures();
        figure("avg_latency", new BigDecimal(latencies.meanMillis()));
        figure("max_latency", latencies.mostMillis());
        figure("min_latency", latencies.leastMillis());
        figure("packets_received", figures.received());
        figure("packets_sent", figures.sent());
        figure("bytes_received_count", figures.receivedBytes());
        figure("response_bytes", figures.answerBytes());
        figure("last_client_response_size", figures.lastAnswerBytes());
        figure("min_client_response_size", figures.leastAnswerBytes());
        figure("max_client_response_size", figures.mostAnswerBytes());
        figure("num_alive_connections", gateway.connections().size());
        figure("outstanding_requests", gateway.outstanding());
        figure("connection_request_count", figures.connectRequests());
        figure("connection_rejected", figures.rejected());
        figure("sessionless_connections_expired", figures.sessionlessEnded());
        figure("auth_failed_count", figures.authenticationFailures());
        figure("outstanding_tls_handshake", figures.handshakes());
        figure("unsuccessful_handshake", figures.handshakeFailures());
        figure("non_mtls_local_conn_count", figures.plainFromHere());
        figure("non_mtls_remote_conn_count", figures.plainFromElsewhere());
    }

    private void ofLimits() {
        Throttle throttle = gateway.throttle();
        figure("connection_drop_probability", throttle.refusedShare());
        figure("connection_token_deficit", throttle.tokenDeficit());
        figure("large_requests_rejected", throttle.largeRefused());
        figure("request_throttle_wait_count", throttle.waited());
        figure("throttled_ops", throttle.late());
        figure("stale_requests", throttle.overdue());
    }

    private void ofFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            figure("open_file_descriptor_count", unix.getOpenFileDescriptorCount());
            figure("max_file_descriptor_count", unix.getMaxFileDescriptorCount());
        }
    }

    private void ofLeader(WordSource.Node node) {
        figure("leader_uptime", (gateway.events().now() - node.leadingSinceNanos()) / 1_000_000);
        figure("learners", node.learners());
        figure("synced_followers", node.syncedFollowers());
        figure("synced_observers", node.learners() - node.syncedFollowers());
        // Every server that learns either votes or observes, and no sync waits at the leader.
        figure("synced_non_voting_followers", 0);
        figure("pending_syncs", 0);
        figure("last_proposal_size", node.lastProposalBytes());
        figure("min_proposal_size", node.leastProposalBytes());
        figure("max_proposal_size", node.mostProposalBytes());
    }

    private void figure(String name, Object value) {
        all.put(name, value);
    }
}
