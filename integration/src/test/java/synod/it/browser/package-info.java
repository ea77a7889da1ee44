/**
 * Pages in a real browser: Chromium without a window, driven over its DevTools protocol by a socket of the JDK's own, so that
 * no library and no download is needed. Where there is no Chromium these tests are skipped, with a line that says how to
 * get it.
 *
 * <p>Nothing here sleeps: every wait is for an answer of the browser. A browser has a folder of its own, which goes with it,
 * and a debugging port that the system chooses, on loopback.
 */
@NullMarked
package synod.it.browser;

import org.jspecify.annotations.NullMarked;
