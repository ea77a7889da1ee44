package synod.journal;

/** What opening a journal came upon. */
public sealed interface Finding permits Finding.TornTail, Finding.Mended, Damage {
    /**
     * The end of the journal was written but never forced, and not all of it arrived: it was cut, for nobody was ever
     * told that it is there.
     *
     * @param file the segment
     * @param offset where the cut is, in bytes
     * @param position the first position that was cut
     */
    record TornTail(String file, long offset, long position) implements Finding {}

    /**
     * Something was wrong that took no record away, and was put right.
     *
     * @param file the file
     * @param what what was wrong, in words
     */
    record Mended(String file, String what) implements Finding {}
}
