package synod.cli.shell;

import java.nio.file.Path;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import synod.cli.client.Way;
import synod.security.ClientTls;
import synod.security.Password;
import synod.security.StoreFile;
import synod.security.StoreType;
import synod.security.TlsProblem;

/** Whether to speak TLS, whom to believe and what to show. */
final class TlsOptions {
    private static final String PASSWORD = "--tls-password-file";

    @Option(names = "--tls", description = "Speaks TLS. The other options about TLS say this too.")
    private boolean isWanted;

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "Whose certificates are believed (.pem, .p12 or .jks); without, those that Java trusts.")
    private @Nullable Path trust;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Who you are, for servers that ask: a key with its certificate (.pem, .p12 or .jks).")
    private @Nullable Path key;

    @Option(names = PASSWORD, paramLabel = "FILE", description = "Holds the password of these files.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--tls-any-host",
            description = "Believes a certificate that names another host than the one that is called.")
    private boolean isAnyHost;

    /** How servers are to be talked to. */
    Way way() {
        if (!isWanted && trust == null && key == null && passwordFile == null && !isAnyHost) {
            return Way.PLAIN;
        }
        SSLSocketFactory sockets;
        try {
            sockets = ClientTls.sockets(store("--tls-key", key), store("--tls-trust", trust));
        } catch (TlsProblem e) {
            throw new WrongUsage(String.valueOf(e.getMessage()));
        }
        return (connected, server) -> {
            SSLSocket socket = (SSLSocket) sockets.createSocket(connected, server.host(), server.port(), true);
            if (!isAnyHost) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            return socket;
        };
    }

    private @Nullable StoreFile store(String option, @Nullable Path file) {
        if (file == null) {
            return null;
        }
        StoreType type = StoreType.ofEnding(file);
        if (type == null) {
            throw new WrongUsage(option + ": the name of " + file + " does not say what it is; it ends with .pem, .p12,"
                    + " .pfx or .jks");
        }
        Path secret = passwordFile;
        return new StoreFile(
                option,
                "the ending of its name",
                file,
                type,
                secret == null ? Password.of(PASSWORD, "") : Password.inFile(PASSWORD, secret));
    }
}
