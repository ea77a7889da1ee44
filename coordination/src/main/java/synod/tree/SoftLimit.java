package synod.tree;

/**
 * A subtree holds more than its quota's soft limits say, after a change that made it grow. Nothing is refused for it.
 *
 * @param path of the subtree
 * @param count znodes that it holds
 * @param mostCount how many it should; -1 for any number
 * @param bytes of data that it holds
 * @param mostBytes how many it should; -1 for any number
 */
public record SoftLimit(String path, long count, long mostCount, long bytes, long mostBytes) {}
