package synod.replica;

/** Whether clients can log in with SASL, and what becomes of those who try in vain. */
public enum SaslMode {
    /** There is nothing to log in to: a client that tries is told so and goes on as nobody. */
    NONE,
    /** Who tries in vain is sent away. */
    OFFERED,
    /** Who tries in vain goes on as nobody, unless having logged in is demanded. */
    TOLERANT
}
