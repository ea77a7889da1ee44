package synod.cli.client;

import java.nio.charset.StandardCharsets;

/**
 * What proves an identity. Its text never shows the secret.
 *
 * @param scheme such as digest
 * @param secret what the scheme wants, such as {@code user:password}
 */
public record Auth(String scheme, String secret) {
    /**
     * Reads {@code scheme:secret}.
     *
     * @throws IllegalArgumentException with a sentence for the user when there is no scheme
     */
    public static Auth parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("credentials are scheme:data, such as digest:user:password");
        }
        return new Auth(text.substring(0, colon), text.substring(colon + 1));
    }

    byte[] bytes() {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return scheme + ":...";
    }
}
