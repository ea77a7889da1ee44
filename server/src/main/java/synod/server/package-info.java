/**
 * One server as a process: configuration, data folder, exit codes, and {@link synod.server.Main}, where everything is
 * put together by constructor.
 *
 * <p>The configuration is ZooKeeper's {@code zoo.cfg} with the same keys and defaults; ours begin with {@code synod.}.
 * An unknown key is an error that names the nearest known one, because a misspelt limit that silently has no effect is
 * worse than a server that does not start. System properties are read here and nowhere else.
 *
 * <p>Deliberately absent: anything that runs after the start; that is in {@code runtime} and {@code gateway}.
 */
@NullMarked
package synod.server;

import org.jspecify.annotations.NullMarked;
