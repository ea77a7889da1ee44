/**
 * An auditor outside the system: clients under load keep a journal of what they asked and what they were told, and
 * afterwards every acknowledged write must be there, no refused one may have had an effect, and all of it must fit one
 * order. What a client cannot know is an answer of its own: such an operation may have happened once or not at all.
 *
 * <p>A client whose connection breaks gives its session up and takes a new one as soon as the old one's ephemeral is
 * gone. From then on nothing that the old session asked can take effect any more, which keeps what is unknown small.
 */
@NullMarked
package synod.it.audit;

import org.jspecify.annotations.NullMarked;
