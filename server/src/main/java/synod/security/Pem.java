package synod.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keys and certificates as text: sections of base 64 between a BEGIN and an END line (RFC 7468). */
final class Pem {
    private static final Pattern SECTION =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    /** The password does not open the key. */
    static final class WrongPassword extends GeneralSecurityException {
        private static final long serialVersionUID = 1L;

        WrongPassword(Throwable cause) {
            super("the password does not open the key", cause);
        }
    }

    private Pem() {}

    /** All certificates, in their order. */
    static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        Matcher section = SECTION.matcher(text);
        while (section.find()) {
            if (section.group(1).endsWith("CERTIFICATE")) {
                ByteArrayInputStream body = new ByteArrayInputStream(body(section));
                found.add((X509Certificate) factory.generateCertificate(body));
            }
        }
        return found;
    }

    /**
     * The first private key.
     *
     * @param password opens an encrypted one; of no use for any other
     * @throws IOException when there is none that can be read
     * @throws WrongPassword when it is encrypted otherwise
     */
    static PrivateKey privateKey(String text, char[] password) throws IOException, GeneralSecurityException {
        Matcher section = SECTION.matcher(text);
        while (section.find()) {
            String label = section.group(1);
            if (label.equals("PRIVATE KEY")) {
                return decode(new PKCS8EncodedKeySpec(body(section)));
            }
            if (label.equals("ENCRYPTED PRIVATE KEY")) {
                return decode(decrypt(new EncryptedPrivateKeyInfo(body(section)), password));
            }
            if (label.endsWith(" PRIVATE KEY")) {
                throw new IOException("its key is not in PKCS #8; convert it: openssl pkcs8 -topk8");
            }
        }
        throw new IOException("it has no private key");
    }

    private static byte[] body(Matcher section) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(section.group(2));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("a section is not base 64", e);
        }
    }

    private static PKCS8EncodedKeySpec decrypt(EncryptedPrivateKeyInfo info, char[] password)
            throws GeneralSecurityException {
        String name = info.getAlgName();
        boolean isOfParameters = name.equals(PBES2) || name.equalsIgnoreCase("PBES2");
        String algorithm = isOfParameters ? info.getAlgParameters().toString() : name;
        Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
        try {
            return new PKCS8EncodedKeySpec(cipher.doFinal(info.getEncryptedData()));
        } catch (BadPaddingException e) {
            throw new WrongPassword(e);
        }
    }

    private static PrivateKey decode(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(key);
            } catch (InvalidKeySpecException e) {
                // Of another kind; what none of them reads is told below.
            }
        }
        throw new GeneralSecurityException("its private key is of none of the kinds " + ALGORITHMS);
    }
}
