package synod.session;

/** Stands in for bodies that follow in the next commits. */
final class NotYet {
    private NotYet() {}

    static UnsupportedOperationException built() {
        return new UnsupportedOperationException("not built yet");
    }
}
