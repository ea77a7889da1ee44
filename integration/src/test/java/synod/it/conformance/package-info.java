/**
 * The conformance list: one test method for each numbered item of what a server must do that speaks ZooKeeper's client
 * protocol, named after it. Each runs against the reference and against Synod; a test that fails on the reference is
 * wrong.
 *
 * <p>An item that Synod does not keep yet stands in {@link synod.it.conformance.KnownGaps} with the reason. It is tried
 * all the same, and a listed item that passes is a failure, so that the list never says too much. An item that has no
 * test yet stands in {@code conformance-open.txt}; {@link synod.it.conformance.ConformanceItemsTest} counts.
 */
@NullMarked
package synod.it.conformance;

import org.jspecify.annotations.NullMarked;
