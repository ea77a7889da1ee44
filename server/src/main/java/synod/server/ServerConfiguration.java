package synod.server;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import synod.admin.AdminSettings;
import synod.gateway.GatewaySettings;
import synod.replica.ClientRules;
import synod.replica.LapseSettings;
import synod.replica.ReadMode;
import synod.replica.SessionRules;
import synod.runtime.Sockets;
import synod.security.SaslSettings;

/**
 * Everything one server is told at its start.
 *
 * @param dataDirectory snapshots and {@code myid}
 * @param journalDirectory the journal; the same folder unless {@code dataLogDir} is given
 * @param timing durations
 * @param gateway limits and address of the client port
 * @param ensemble the other servers, or null for a server alone
 * @param clientTls TLS for clients, or null for none
 * @param quorumTls TLS between servers, or null for none
 * @param sasl where clients log in with SASL, or null for nowhere
 * @param admin where commands are taken over HTTP, or null for nowhere
 * @param reads how reads are made
 * @param rules what clients may do; that they can log in with SASL is known only when its file was read
 * @param sessions what is chosen about sessions
 * @param lapses how containers and znodes with a time to live are removed
 * @param transport which of the system's interfaces carries the sockets
 * @param maxOutstanding requests in process on this server beyond which nobody who sent one is read
 * @param snapshotEvery transactions between two snapshots; at least 2
 * @param forceWarningMillis a force that takes at least this long is told
 * @param initLimit and {@code syncLimit}: reported by {@code conf}, without effect
 * @param warnings what has no effect, one line each
 * @param effective every setting with its value, one line each, secrets left out
 */
record ServerConfiguration(
        Path dataDirectory,
        Path journalDirectory,
        Timing timing,
        GatewaySettings gateway,
        @Nullable Ensemble ensemble,
        @Nullable ClientTls clientTls,
        @Nullable QuorumTls quorumTls,
        @Nullable SaslSettings sasl,
        @Nullable AdminSettings admin,
        ReadMode reads,
        ClientRules rules,
        SessionRules sessions,
        LapseSettings lapses,
        Sockets.Kind transport,
        int maxOutstanding,
        int snapshotEvery,
        long forceWarningMillis,
        int initLimit,
        int syncLimit,
        List<String> warnings,
        List<String> effective) {
    ServerConfiguration {
        warnings = List.copyOf(warnings);
        effective = List.copyOf(effective);
    }
}
