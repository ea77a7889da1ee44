package synod.kernel;

/** A fact that a core tells its surroundings. Each protocol has its own sealed family of notes. */
public interface Note {}
