package synod.tree;

/** Receives names without their being copied. */
@FunctionalInterface
public interface NameSink {
    /** A name is {@code length} bytes of {@code array} from {@code offset}, valid during the call, not to be changed. */
    void onName(byte[] array, int offset, int length);
}
