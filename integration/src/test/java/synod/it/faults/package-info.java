/** A server whose disk and wall clock do what a test tells them, and links between servers that can be cut. */
@NullMarked
package synod.it.faults;

import org.jspecify.annotations.NullMarked;
