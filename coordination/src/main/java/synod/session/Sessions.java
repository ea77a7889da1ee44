package synod.session;

import java.util.function.Consumer;
import synod.kernel.Bytes;

/** The sessions that live, replicated: every server has the same table after the same log. */
@SuppressWarnings("DoNotCallSuggester")
public final class Sessions {
    /** @param secret what passwords are derived with, the same on every server of the ensemble */
    public Sessions(Bytes secret) {
        throw NotYet.built();
    }

    /** Begins a session and gives its id: never 0, never given before, high byte neither 0x80 nor 0xff. */
    public long create(int timeoutMillis, long attachment, long zxid) {
        throw NotYet.built();
    }

    /** Moves a session to another connection and timeout; false when it does not live. */
    public boolean attach(long id, int timeoutMillis, long attachment, long zxid) {
        throw NotYet.built();
    }

    /** Ends a session; false when it does not live. */
    public boolean close(long id, long zxid) {
        throw NotYet.built();
    }

    /** Whether the session lives. */
    public boolean contains(long id) {
        throw NotYet.built();
    }

    /** Its timeout in milliseconds; -1 when it does not live. */
    public int timeoutMillis(long id) {
        throw NotYet.built();
    }

    /** What the last create or attach said about who serves it; -1 when it does not live. */
    public long attachment(long id) {
        throw NotYet.built();
    }

    /** The 16 bytes that belong to an id, whether or not it lives. */
    public Bytes password(long id) {
        throw NotYet.built();
    }

    /** Whether these bytes are the id's password; takes equally long wherever they differ. */
    public boolean isPassword(long id, Bytes offered) {
        throw NotYet.built();
    }

    /** How many live. */
    public int size() {
        throw NotYet.built();
    }

    /** The ids of all that live, ascending. */
    public long[] ids() {
        throw NotYet.built();
    }

    /** 64 bits that depend on every create, attach and close so far and their order. */
    public long digest() {
        throw NotYet.built();
    }

    /** An image of the table as it is now, to be written while the table goes on. */
    public Image image() {
        throw NotYet.built();
    }

    /** A table frozen at one moment. */
    public static final class Image {
        private Image() {}

        /** Writes at most this many sessions more; whether the image is complete. */
        public boolean write(int sessions, Consumer<Bytes> sink) {
            throw NotYet.built();
        }
    }

    /** Reads back what {@link Image} wrote. */
    public static Loader loader(Bytes secret) {
        throw NotYet.built();
    }

    /** Builds a table from the blocks of an image. */
    public static final class Loader {
        private Loader() {}

        /** The next block, as {@link Image#write} gave it out. */
        public void accept(Bytes block) throws MalformedSessions {
            throw NotYet.built();
        }

        /** Whether the image has been read to its end. */
        public boolean isComplete() {
            throw NotYet.built();
        }

        /** The table. */
        public Sessions finish() throws MalformedSessions {
            throw NotYet.built();
        }
    }
}
