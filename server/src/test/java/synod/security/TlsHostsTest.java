package synod.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a certificate has to hold the name that was dialled, or the address that somebody comes from. */
final class TlsHostsTest {
    /** The certificate of both sides holds the address 127.0.0.1 and nothing else. */
    private static final SelfMade MADE = SelfMade.of("CN=both");

    @TempDir
    Path folder;

    private Tls tls(boolean checksHosts, boolean checksAddresses) throws Exception {
        TlsSettings usual = MADE.settings(folder, ClientCertificate.NEED, 5_000);
        return Tls.open(
                new TlsSettings(
                        usual.prefix(),
                        usual.keyStore(),
                        usual.trustStore(),
                        usual.clientCertificate(),
                        List.of("TLSv1.2"),
                        List.of(),
                        checksHosts,
                        checksAddresses,
                        false,
                        false,
                        5_000,
                        false),
                Runnable::run);
    }

    /** Lets both sides speak until they have nothing more to say. */
    private static boolean isAgreed(SslHandler dialling, SslHandler accepting) {
        EmbeddedChannel here = new EmbeddedChannel(dialling);
        EmbeddedChannel there = new EmbeddedChannel(accepting);
        try {
            boolean isTalking = true;
            while (isTalking) {
                isTalking = tell(here, there);
                isTalking |= tell(there, here);
            }
        } catch (DecoderException e) {
            return false;
        } finally {
            here.finishAndReleaseAll();
            there.finishAndReleaseAll();
        }
        return dialling.handshakeFuture().isSuccess()
                && accepting.handshakeFuture().isSuccess();
    }

    private static boolean tell(EmbeddedChannel from, EmbeddedChannel to) {
        boolean hasSaid = false;
        for (Object said = from.readOutbound(); said != null; said = from.readOutbound()) {
            to.writeInbound(said);
            hasSaid = true;
        }
        return hasSaid;
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true, true", "localhost, true, false", "localhost, false, true"})
    void whoIsDialledIsWhoTheCertificateNames(String dialled, boolean isChecked, boolean isAgreed) throws Exception {
        Tls tls = tls(isChecked, false);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7);
        assertThat(isAgreed(
                        tls.dial(ByteBufAllocator.DEFAULT, dialled, 8), tls.accept(ByteBufAllocator.DEFAULT, remote)))
                .isEqualTo(isAgreed);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true, true", "127.0.0.2, true, false", "127.0.0.2, false, true"})
    void whoComesIsWhoTheCertificateNames(String from, boolean isChecked, boolean isAgreed) throws Exception {
        Tls tls = tls(true, isChecked);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(from), 7);
        assertThat(isAgreed(
                        tls.dial(ByteBufAllocator.DEFAULT, "127.0.0.1", 8),
                        tls.accept(ByteBufAllocator.DEFAULT, remote)))
                .isEqualTo(isAgreed);
    }
}
