package synod.cli.client;

/**
 * Who a connection is, as the server sees it.
 *
 * @param scheme how it was proven
 * @param user the name, without any secret
 */
public record Identity(String scheme, String user) {
    @Override
    public String toString() {
        return scheme + ":" + user;
    }
}
