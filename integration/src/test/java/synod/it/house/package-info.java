/**
 * The rules of the house as data: which package may use which, and what may not be reached below the server. The test
 * {@link synod.it.HouseTest} applies them to the compiled project and to {@link synod.it.house.Offender}, a class that
 * breaks each of them once, so that a rule that has stopped biting fails.
 */
@NullMarked
package synod.it.house;

import org.jspecify.annotations.NullMarked;
