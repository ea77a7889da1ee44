package synod.sim.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.journal.Journal;
import synod.kernel.NodeId;
import synod.replica.Replica;
import synod.sim.multipaxos.LogSimulation;
import synod.tree.Tree;
import synod.wire.Output;

/**
 * Each rule of the ordering core is taken out of the real sources in turn, and worlds of the core alone must show that it
 * is missing; the same for the single decree and the search of its small world.
 */
final class CorePlantedBugTest {
    private static final int SEEDS = 200;
    private static final String LOG = "consensus/src/main/java/synod/multipaxos/";
    private static final String DECREE = "consensus/src/main/java/synod/paxos/";
    private static final List<Class<?>> WITNESSES = List.of(
            NodeId.class,
            Tree.class,
            Journal.class,
            Output.class,
            Replica.class,
            LogSimulation.class,
            NullMarked.class);

    static Stream<PlantedBug> bugsOfTheLog() {
        return Stream.of(
                PlantedBug.of(
                        "a read is answered on an expired lease",
                        LOG + "Heartbeats.java",
                        "        return !isReleased && hasLease && now - confirmedSentAt < settings.usableLeaseNanos();",
                        "        return !isReleased && hasLease;"),
                PlantedBug.of(
                        "a promise is not made durable",
                        LOG + "Acceptor.java",
                        "        promised = ballot;\n        out.persist(new Record.Promised(ballot));\n",
                        "        promised = ballot;\n"),
                PlantedBug.of(
                        "what was accepted is not made durable",
                        LOG + "Acceptor.java",
                        "        out.persist(new Record.Accepted(ballot, slot, value));\n",
                        ""),
                PlantedBug.of(
                        "a promise leaves before it is durable",
                        LOG + "Elector.java",
                        "        out.send(from, acceptor.page(message.from(), learner.chosenUpTo(), memory.generations()));",
                        "        out.sendAhead(from, acceptor.page(message.from(), learner.chosenUpTo(), memory.generations()));"),
                PlantedBug.of(
                        "a vote leaves before it is durable",
                        LOG + "Follower.java",
                        "                out.send(from, new Message.Accepted(message.ballot(), message.firstSlot(), last, memory.generations()));",
                        "                out.sendAhead(from, new Message.Accepted(message.ballot(), message.firstSlot(), last, memory.generations()));"),
                PlantedBug.of(
                        "a leader counts its own vote before its disk has it",
                        LOG + "Leader.java",
                        "        out.send(roster.self(), new Message.Accepted(ballot, first, last, NodeNumbers.NONE));",
                        "        out.sendAhead(roster.self(), new Message.Accepted(ballot, first, last, NodeNumbers.NONE));"),
                PlantedBug.of(
                                "an acceptor accepts below its promise",
                                LOG + "Acceptor.java",
                                "        if (ballot.isBelow(promised)) {\n            throw PaxosRule.PROMISE_KEPT.broken(\"promised \" + promised + \", would accept",
                                "        if (ballot.isBelow(Ballot.ZERO)) {\n            throw PaxosRule.PROMISE_KEPT.broken(\"promised \" + promised + \", would accept")
                        .and(
                                LOG + "MultiPaxos.java",
                                "        if (ballot.isBelow(known)) {\n            elector.refuse(from, ballot, known, out);\n            return false;\n        }\n",
                                ""),
                PlantedBug.of(
                        "a candidate does not learn of what was accepted",
                        LOG + "Acceptor.java",
                        "            if (value != null) {\n                Entry entry",
                        "            if (value != null && slot < 0) {\n                Entry entry"),
                PlantedBug.of(
                        "only the first page of a promise is read",
                        LOG + "Acceptor.java",
                        "                    next = slot;\n                    break;",
                        "                    break;"),
                PlantedBug.of(
                                "a gap gets no no-op",
                                LOG + "Candidate.java",
                                "                values.add(Value.NO_OP);\n                continue;",
                                "                continue;")
                        .and(LOG + "Candidate.java", "        requireNoGap(chosenUpTo, highest, values.size());\n", ""),
                PlantedBug.of(
                        "a vote is counted for two voters",
                        LOG + "Leader.java",
                        "        window.vote(accepted.first(), accepted.last(), 1L << index);",
                        "        window.vote(accepted.first(), accepted.last(), 3L << index);"),
                PlantedBug.of(
                                "a minority chooses",
                                LOG + "Leader.java",
                                "roster.quorums().isAcceptQuorum(window.votes(slot));",
                                "window.votes(slot) != 0;")
                        .and(LOG + "Leader.java", "                requireQuorum(slot, votes);\n", ""),
                PlantedBug.of(
                        "a minority of promises is enough to lead",
                        LOG + "Candidate.java",
                        "        if (!roster.quorums().isPrepareQuorum(answered) || highestChosen() > chosenUpTo) {",
                        "        if (Long.bitCount(answered) < 1 || highestChosen() > chosenUpTo) {"),
                PlantedBug.of(
                                "a restarted proposer uses a ballot again",
                                LOG + "Restart.java",
                                "                promised = max(promised, its.ballot());",
                                "                promised = max(promised, new Ballot(0, its.ballot().node()));")
                        .and(
                                LOG + "Restart.java",
                                "                promised = max(promised, accepted.ballot());\n                replay",
                                "                replay"),
                PlantedBug.of(
                        "a slot is delivered twice",
                        LOG + "Learner.java",
                        "        chosenUpTo = slot;\n        out.deliver(slot, value);",
                        "        chosenUpTo = slot;\n        out.deliver(slot, value);\n        if (slot % 50 == 0) {\n            out.deliver(slot, value);\n        }"));
    }

    static Stream<PlantedBug> bugsOfTheDecree() {
        return Stream.of(
                PlantedBug.of(
                        "the single decree: an acceptor accepts below its promise",
                        DECREE + "Acceptor.java",
                        "        if (accept.ballot().compareTo(state.promised()) < 0) {",
                        "        if (accept.ballot().compareTo(Ballot.ZERO) < 0) {"),
                PlantedBug.of(
                        "the single decree: a proposer insists on its own value",
                        DECREE + "Proposer.java",
                        "        Bytes value = highest == null ? own : highest.value();",
                        "        Bytes value = own;"),
                PlantedBug.of(
                                "the single decree: a proposer insists on its own value, unasserted",
                                DECREE + "Proposer.java",
                                "        Bytes value = highest == null ? own : highest.value();",
                                "        Bytes value = own;")
                        .and(DECREE + "Proposer.java", "        checkP2c(value);\n", ""),
                PlantedBug.of(
                                "the single decree: the lowest report is inherited, unasserted",
                                DECREE + "Proposer.java",
                                "reported.ballot().compareTo(highest.ballot()) > 0",
                                "reported.ballot().compareTo(highest.ballot()) < 0")
                        .and(DECREE + "Proposer.java", "        checkP2c(value);\n", ""),
                PlantedBug.of(
                                "the single decree: one promise is enough, unasserted",
                                DECREE + "Proposer.java",
                                "        if (promises.size() >= Roster.majority(acceptors)) {",
                                "        if (promises.size() >= 1) {")
                        .and(DECREE + "Proposer.java", "        checkP2c(value);\n", ""),
                PlantedBug.of(
                        "the single decree: a learner adds up votes of different ballots",
                        DECREE + "Learner.java",
                        "            if (vote.equals(proposal)) {",
                        "            if (!vote.ballot().equals(Ballot.ZERO)) {"),
                PlantedBug.of(
                        "the single decree: an acceptor's promise is not durable",
                        DECREE + "Acceptor.java",
                        "            become(new AcceptorState(prepare.ballot(), state.accepted()), out);",
                        "            state = new AcceptorState(prepare.ballot(), state.accepted());"));
    }

    @ParameterizedTest
    @MethodSource("bugsOfTheLog")
    void isFoundInTheLog(PlantedBug bug) throws Exception {
        assertFound(bug, "log");
    }

    @ParameterizedTest
    @MethodSource("bugsOfTheDecree")
    void isFoundInTheDecree(PlantedBug bug) throws Exception {
        assertFound(bug, "decree");
    }

    /** The counterpart: nothing is found where nothing was planted. */
    @Test
    void theHealthySourcesPass() throws Exception {
        PlantedBug nothing =
                PlantedBug.of("nothing", LOG + "Window.java", "    boolean isEmpty() {", "    boolean isEmpty( ) {");
        BrokenClasses healthy = BrokenClasses.of(nothing, root(), WITNESSES);
        for (long seed = 1; seed <= 10; seed++) {
            assertThat(hunter(healthy, "log").invoke(null, seed)).isNull();
        }
        assertThat(hunter(healthy, "decree").invoke(null, 1L)).isNull();
    }

    private static void assertFound(PlantedBug bug, String world) throws Exception {
        Method run = hunter(BrokenClasses.of(bug, root(), WITNESSES), world);
        String found = null;
        for (long seed = 1; seed <= SEEDS && found == null; seed++) {
            found = (String) run.invoke(null, seed);
        }
        assertThat(found).as("'%s' went unnoticed in %d runs", bug, SEEDS).isNotNull();
    }

    private static Method hunter(ClassLoader loader, String world) throws ReflectiveOperationException {
        Method method = loader.loadClass(Hunt.class.getName()).getMethod(world, long.class);
        method.setAccessible(true);
        return method;
    }

    /** The project's root, wherever below it the tests run. */
    static Path root() {
        @Nullable Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("consensus/src"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new AssertionError(
                    "the sources are not to be found from " + Path.of("").toAbsolutePath());
        }
        return here;
    }
}
