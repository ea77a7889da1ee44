package synod.sim.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.journal.Journal;
import synod.kernel.NodeId;
import synod.replica.Replica;
import synod.sim.commit.CommitWorld;
import synod.tree.Tree;
import synod.wire.Output;

/** Each rule of the commit protocols is taken out of the real sources in turn, and worlds must show that it is missing. */
final class CommitPlantedBugTest {
    private static final int SEEDS = 200;
    private static final String TWO = "consensus/src/main/java/synod/commit/twophase/";
    private static final String THREE = "consensus/src/main/java/synod/commit/threephase/";
    private static final String PAXOS = "consensus/src/main/java/synod/commit/paxos/";
    private static final String SETTLING = "consensus/src/main/java/synod/commit/settling/Settling.java";
    private static final List<Class<?>> WITNESSES = List.of(
            NodeId.class, Tree.class, Journal.class, Output.class, Replica.class, CommitWorld.class, NullMarked.class);

    static Stream<PlantedBug> bugsOfTwoPhases() {
        return Stream.of(
                PlantedBug.of(
                        "a decision is not made durable",
                        TWO + "Coordinator.java",
                        "        if (isRecorded) {\n            out.persist(new Decision(transaction.id, outcome, tell));\n        }\n",
                        ""),
                PlantedBug.of(
                        "a commit leaves before the decision is durable",
                        TWO + "Coordinator.java",
                        "                out.send(member, new Decided(transaction.id, outcome));\n",
                        "                out.sendAhead(member, new Decided(transaction.id, outcome));\n"),
                PlantedBug.of(
                        "a yes leaves before it is durable",
                        TWO + "Participant.java",
                        "            out.send(part.id.origin(), new Voted(part.id, Vote.YES));",
                        "            out.sendAhead(part.id.origin(), new Voted(part.id, Vote.YES));"),
                PlantedBug.of(
                        "a yes is not written down",
                        TWO + "Participant.java",
                        "        out.persist(new Prepared(part.id, part.members));\n",
                        ""),
                PlantedBug.of(
                        "with presumed commit the members are not durable when they are asked",
                        TWO + "Coordinator.java",
                        "                out.send(member, prepare);\n",
                        "                out.sendAhead(member, prepare);\n"),
                PlantedBug.of(
                        "a commit is forgotten when the first has acknowledged it",
                        TWO + "Coordinator.java",
                        "        } else if (transaction.unacknowledged.isEmpty()) {",
                        "        } else {"),
                PlantedBug.of(
                        "a commit is acknowledged before it is durable",
                        TWO + "Participant.java",
                        "            out.send(id.origin(), new Acknowledged(id));",
                        "            out.sendAhead(id.origin(), new Acknowledged(id));"),
                PlantedBug.of(
                        "one in doubt loses patience and aborts",
                        TWO + "Participant.java",
                        "                inquire(now, part, out);\n",
                        "                become(part, State.ABORTED, out);\n                abortHere(part, out);\n"),
                PlantedBug.of(
                                "a vote that is missing is taken for a yes",
                                TWO + "Coordinator.java",
                                "        } else if (transaction.votes.size() == transaction.members.size()) {",
                                "        } else if (transaction.votes.size() >= transaction.members.size() - 1) {")
                        .and(
                                TWO + "Coordinator.java",
                                "            if (vote == null || vote == Vote.NO) {\n                throw CommitRule.T3.broken(transaction.id + \" without a yes of \" + member);\n            }\n            if (vote == Vote.YES) {",
                                "            if (vote != Vote.READ_ONLY) {"),
                PlantedBug.of(
                        "what was presumed begins afterwards",
                        TWO + "Coordinator.java",
                        "        } else if (closed.contains(id)) {\n            refusal = Reason.TOO_LATE;\n",
                        ""),
                PlantedBug.of(
                        "what an earlier life named begins",
                        TWO + "Coordinator.java",
                        "        if (id.life() != life) {\n            refusal",
                        "        if (id.life() > life) {\n            refusal"),
                PlantedBug.of(
                        "locks of the prepared are not taken again",
                        TWO + "Participant.java",
                        "            part.members = prepared.members();\n            parts.put(id, part);\n",
                        "            part.members = prepared.members();\n"),
                PlantedBug.of(
                        "an interrupted coordinator of presumed commit does nothing",
                        TWO + "Coordinator.java",
                        "            open.put(id, new Transaction(id, written.members(), State.INTERRUPTED, now));\n",
                        "            open.remove(written.transaction());\n"));
    }

    static Stream<PlantedBug> bugsOfPaxosCommit() {
        return Stream.of(
                PlantedBug.of(
                                "a leader proposes prepared where nobody reports it",
                                PAXOS + "Leader.java",
                                "            boolean isPrepared = highest != null && highest.isPrepared();",
                                "            boolean isPrepared = highest == null || highest.isPrepared();")
                        .and(PAXOS + "Leader.java", "        checkP3(transaction, proposals);\n", ""),
                PlantedBug.of(
                        "a leader takes the lowest ballot for the highest",
                        PAXOS + "Leader.java",
                        "held.ballot().isAbove(highest.ballot())",
                        "held.ballot().isBelow(highest.ballot())"),
                PlantedBug.of(
                        "what an acceptor accepts is not made durable",
                        PAXOS + "Acceptor.java",
                        "            out.persist(new Instances(it.id, it.members, it.states()));\n",
                        "            it.tries++;\n"),
                PlantedBug.of(
                        "an acceptor answers before its answer is durable",
                        PAXOS + "Acceptor.java",
                        "        out.send(leader, accepted);\n",
                        "        out.sendAhead(leader, accepted);\n"),
                PlantedBug.of(
                        "a promise leaves before it is durable",
                        PAXOS + "Acceptor.java",
                        "            out.send(leader, new Promise(",
                        "            out.sendAhead(leader, new Promise("),
                PlantedBug.of(
                        "a yes leaves before it is durable",
                        PAXOS + "Participant.java",
                        "            out.send(acceptor, new Accept(part.id, part.members, own));\n",
                        "            out.sendAhead(acceptor, new Accept(part.id, part.members, own));\n"),
                PlantedBug.of(
                        "less than a majority chooses",
                        PAXOS + "PaxosCommitSettings.java",
                        "        return acceptors.size() / 2 + 1;",
                        "        return Math.max(1, acceptors.size() / 2);"),
                PlantedBug.of(
                        "ballots are used again in the next life",
                        PAXOS + "Leader.java",
                        "(beyond + 1) << LIFE_BITS | life",
                        "(beyond + 1) << LIFE_BITS"),
                PlantedBug.of(
                        "acceptors forget when the first has acknowledged",
                        PAXOS + "Leader.java",
                        "        if (transaction.unacknowledged.isEmpty()) {\n            end(",
                        "        if (transaction.unacknowledged.size() < transaction.members.size()) {\n            end("),
                PlantedBug.of(
                        "acceptors forget that they forgot",
                        PAXOS + "Acceptor.java",
                        "            forgotten.add(id);\n            cases.remove(id);\n",
                        "            cases.remove(id);\n"));
    }

    static Stream<PlantedBug> bugsOfThreePhases() {
        return Stream.of(
                PlantedBug.of(
                        "a yes leaves before it is durable",
                        THREE + "Participant.java",
                        "            out.send(id.origin(), new Voted(id, Vote.YES));\n        }\n    }\n\n    void onAbandon",
                        "            out.sendAhead(id.origin(), new Voted(id, Vote.YES));\n        }\n    }\n\n    void onAbandon"),
                PlantedBug.of(
                        "an election is not remembered",
                        THREE + "Participant.java",
                        "            part.lastElected = inquire.election();\n            out.persist(written(part));\n",
                        ""),
                PlantedBug.of(
                        "an attempt is joined below the last election",
                        THREE + "Participant.java",
                        "            if (election.isBelow(part.lastElected)) {\n                out.send(from, new Refused(id, election, part.lastElected));\n                return;\n            }\n            part.lastElected = election;\n",
                        "            part.lastElected = election;\n"),
                PlantedBug.of(
                        "an attempt is acknowledged before it is durable",
                        THREE + "Participant.java",
                        "        out.send(from, new Acknowledged(id, election, part.phase));",
                        "        out.sendAhead(from, new Acknowledged(id, election, part.phase));"),
                PlantedBug.of(
                        "a minority finishes",
                        THREE + "ThreePhaseSettings.java",
                        "        return members / 2 + 1;",
                        "        return Math.max(1, members / 2);"),
                PlantedBug.of(
                        "one that is pre-committed commits when it hears nothing",
                        THREE + "Participant.java",
                        "                part.deadline += Long.remainderUnsigned(coin, patienceNanos);\n",
                        "                if (part.phase == Phase.PRE_COMMITTED) {\n                    conclude(part, Outcome.COMMITTED, out);\n                    return;\n                }\n"));
    }

    static Stream<PlantedBug> bugsOfSettling() {
        return Stream.of(
                PlantedBug.of(
                        "a process says that what is open has ended",
                        SETTLING,
                        "lower(below, own.oldestOpen(below.origin()));",
                        "below;"),
                PlantedBug.of(
                        "all is taken for ended when the first says so",
                        SETTLING,
                        "            if (theirs == null && !node.equals(self)) {\n                return;\n",
                        "            if (theirs == null && !node.equals(self)) {\n                continue;\n"),
                PlantedBug.of(
                        "the origin forgets what it has open itself",
                        SETTLING,
                        "        agreed = lower(agreed, own.oldestOpen(self));\n",
                        ""),
                PlantedBug.of(
                        "a promise is not kept",
                        SETTLING,
                        "isBelow(promised, id) || isBelow(ended, id)",
                        "isBelow(ended, id)"),
                PlantedBug.of(
                        "a promise is not durable",
                        SETTLING,
                        "            out.persist(new Record.Promised<>(reached));\n",
                        ""),
                PlantedBug.of(
                        "old messages reach those that have forgotten",
                        SETTLING,
                        "        if (mark == null || id.compareTo(mark) >= 0) {\n",
                        "        if (mark == null || id.compareTo(mark) != 0) {\n"));
    }

    @ParameterizedTest
    @MethodSource("bugsOfSettling")
    void isFoundInSettling(PlantedBug bug) throws Exception {
        assertFound(bug, "settling");
    }

    @ParameterizedTest
    @MethodSource("bugsOfThreePhases")
    void isFoundInThreePhases(PlantedBug bug) throws Exception {
        assertFound(bug, "threePhases");
    }

    @ParameterizedTest
    @MethodSource("bugsOfTwoPhases")
    void isFoundInTwoPhases(PlantedBug bug) throws Exception {
        assertFound(bug, "twoPhases");
    }

    @ParameterizedTest
    @MethodSource("bugsOfPaxosCommit")
    void isFoundInPaxosCommit(PlantedBug bug) throws Exception {
        assertFound(bug, "paxosCommit");
    }

    /** The counterpart: nothing is found where nothing was planted. */
    @Test
    void theHealthySourcesPass() throws Exception {
        PlantedBug nothing =
                PlantedBug.of("nothing", TWO + "Coordinator.java", "    long deadline() {", "    long deadline( ) {");
        BrokenClasses healthy = BrokenClasses.of(nothing, CorePlantedBugTest.root(), WITNESSES);
        for (long seed = 1; seed <= 10; seed++) {
            assertThat(hunter(healthy, "twoPhases").invoke(null, seed)).isNull();
            assertThat(hunter(healthy, "threePhases").invoke(null, seed)).isNull();
            assertThat(hunter(healthy, "paxosCommit").invoke(null, seed)).isNull();
        }
    }

    private static void assertFound(PlantedBug bug, String world) throws Exception {
        Method run = hunter(BrokenClasses.of(bug, CorePlantedBugTest.root(), WITNESSES), world);
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
}
