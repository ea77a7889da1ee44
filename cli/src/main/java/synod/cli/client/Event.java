package synod.cli.client;

/**
 * A watch fired.
 *
 * @param kind what happened
 * @param path to which znode
 * @param zxid the transaction that did it; -1 when the server does not tell, as for what was missed while disconnected
 */
public record Event(Kind kind, String path, long zxid) {
    /** What can happen to a znode, in the order of the numbers on the wire. */
    public enum Kind {
        /** It came to be. */
        CREATED("NodeCreated"),
        /** It went. */
        DELETED("NodeDeleted"),
        /** Its data was set. */
        DATA_CHANGED("NodeDataChanged"),
        /** A child of it came or went. */
        CHILDREN_CHANGED("NodeChildrenChanged");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The protocol's own name. */
        public String word() {
            return word;
        }
    }
}
