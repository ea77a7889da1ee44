package synod.it.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Tells of each certificate that is asked about whether it still counts (RFC 6960). */
final class Responder implements HttpHandler {
    private final KeyPair authority;
    private final Set<BigInteger> revoked = ConcurrentHashMap.newKeySet();
    private final AtomicInteger questions = new AtomicInteger();

    /** Speaks with the authority's own key. */
    Responder(KeyPair authority) {
        this.authority = authority;
    }

    void revoke(BigInteger serial) {
        revoked.add(serial);
    }

    int questions() {
        return questions.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        byte[] answer = answer(new OCSPReq(question(exchange)));
        exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
        exchange.sendResponseHeaders(200, answer.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer);
        }
    }

    /** Short questions may stand in the path. */
    private static byte[] question(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            return exchange.getRequestBody().readAllBytes();
        }
        String path = exchange.getRequestURI().getRawPath();
        String text = URLDecoder.decode(path.substring("/ocsp/".length()), StandardCharsets.UTF_8);
        return Base64.getDecoder().decode(text);
    }

    private byte[] answer(OCSPReq question) throws IOException {
        try {
            BasicOCSPRespBuilder builder = new JcaBasicOCSPRespBuilder(
                    authority.getPublic(),
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1));
            for (Req one : question.getRequestList()) {
                boolean isRevoked = revoked.contains(one.getCertID().getSerialNumber());
                builder.addResponse(
                        one.getCertID(),
                        isRevoked
                                ? new RevokedStatus(Date.from(Instant.now()), CRLReason.keyCompromise)
                                : CertificateStatus.GOOD);
            }
            return new OCSPRespBuilder()
                    .build(
                            OCSPRespBuilder.SUCCESSFUL,
                            builder.build(
                                    new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()),
                                    new X509CertificateHolder[0],
                                    Date.from(Instant.now())))
                    .getEncoded();
        } catch (OCSPException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }
}
