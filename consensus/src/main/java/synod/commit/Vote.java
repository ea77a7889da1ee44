package synod.commit;

/** What a participant answers when it is asked to prepare. */
public enum Vote {
    /** It will commit or undo as it is told, whatever happens to it; it can no longer decide by itself. */
    YES,
    /** It has aborted. */
    NO,
    /** It changed nothing and has let go of its locks; either outcome is the same to it. */
    READ_ONLY
}
