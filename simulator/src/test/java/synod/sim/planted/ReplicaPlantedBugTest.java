package synod.sim.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import synod.journal.Journal;
import synod.kernel.NodeId;
import synod.replica.Replica;
import synod.sim.world.WorldRun;
import synod.tree.Tree;
import synod.wire.Output;

/** Each rule is taken out of the real sources in turn, and worlds of whole replicas must show that it is missing. */
final class ReplicaPlantedBugTest {
    private static final int SEEDS = 200;

    private static final String PAXOS = "consensus/src/main/java/synod/multipaxos/";
    private static final String REPLICA = "replica/src/main/java/synod/replica/";
    private static final String JOURNAL = "storage/src/main/java/synod/journal/";

    private static final List<Class<?>> WITNESSES = List.of(
            NodeId.class,
            Tree.class,
            Journal.class,
            Output.class,
            Replica.class,
            WorldRun.class,
            org.jspecify.annotations.NullMarked.class);

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                PlantedBug.of(
                        "a promise is not made durable",
                        PAXOS + "Acceptor.java",
                        "        promised = ballot;\n        out.persist(new Record.Promised(ballot));\n",
                        "        promised = ballot;\n"),
                PlantedBug.of(
                                "phase 2 proposes an own value although one was accepted",
                                PAXOS + "Inheritance.java",
                                "                return new Bequest(intact, Ballot.ZERO);",
                                "                return new Bequest(Value.NO_OP, Ballot.ZERO);")
                        .and(PAXOS + "Candidate.java", "            requireHighest(slot, slotReports, value);\n", ""),
                PlantedBug.of(
                        "an answer leaves before the force",
                        REPLICA + "Outbox.java",
                        "        if (position <= durable) {\n            sender",
                        "        if (position > 0) {\n            sender"),
                PlantedBug.of(
                        "a vote is counted twice",
                        PAXOS + "Leader.java",
                        "        window.vote(accepted.first(), accepted.last(), 1L << index);",
                        "        window.vote(accepted.first(), accepted.last(), 3L << index);"),
                PlantedBug.of(
                                "the log is learnt from a minority",
                                PAXOS + "Leader.java",
                                "roster.quorums().isAcceptQuorum(window.votes(slot));",
                                "window.votes(slot) != 0;")
                        .and(PAXOS + "Leader.java", "                requireQuorum(slot, votes);\n", ""),
                PlantedBug.of(
                        "a snapshot is without the sessions",
                        REPLICA + "StateImage.java",
                        "        sessions = state.sessions().image();",
                        "        sessions = new Sessions(Bytes.EMPTY).image();"),
                PlantedBug.of(
                        "a container is removed though a child has come since the leader looked",
                        REPLICA + "StateMachine.java",
                        """
                                                && lapsed.numChildren() == 0
                                                && lapsed.mzxid() == mzxid
                                                && lapsed.pzxid() == pzxid;
                                """,
                        "                && mzxid <= pzxid;\n"),
                PlantedBug.of(
                        "persistent watches that are set again are not told what they have missed",
                        REPLICA + "WatchDesk.java",
                        "        CatchUp.tell(tree, past, connection.id, set.relativeZxid(), set.lists(), filter, missed);\n",
                        ""),
                PlantedBug.of(
                        "a torn tail is taken for good",
                        JOURNAL + "SegmentScan.java",
                        "        if (whole >= 0 && format.isBodyGood(reader.window(), whole)) {",
                        "        if (whole >= 0) {"),
                PlantedBug.of(
                        "a force that finds nothing left to do tells nobody",
                        JOURNAL + "Journal.java",
                        "            told.accept(forced);\n            return;",
                        "            return;"),
                PlantedBug.of(
                        "corruption is cut as if it were a torn tail",
                        JOURNAL + "SegmentScan.java",
                        "        return wanted <= proven;",
                        "        return false;"),
                PlantedBug.of(
                        "the journal is trimmed and the promise goes with it",
                        REPLICA + "Snapshots.java",
                        "        core.standingRecords().forEach(persist);\n        ports",
                        "        ports"),
                PlantedBug.of(
                        "a voter that lost what it promised votes",
                        PAXOS + "Restart.java",
                        "            identity = identity.withVoting(false);",
                        "            identity = identity.withVoting(true);"),
                // A leader that lets parcels through twice does no harm, as long as the log's reader counts them once.
                PlantedBug.of(
                                "a parcel that comes again is carried out again",
                                REPLICA + "Origins.java",
                                "            return Verdict.REPEATED;",
                                "            return Verdict.NEXT;")
                        .and(
                                REPLICA + "Proposals.java",
                                "        if (parcel.sequence() != next[origin] ||",
                                "        if (parcel.sequence() > next[origin] ||")
                        .and(
                                REPLICA + "Proposals.java",
                                "        next[origin]++;",
                                "        next[origin] = Math.max(next[origin], parcel.sequence() + 1);"),
                PlantedBug.of(
                                "a restarted proposer uses a ballot again",
                                PAXOS + "Restart.java",
                                "            } else if (entry instanceof Record.Promised its) {\n                promised = max(promised, its.ballot());",
                                "            } else if (entry instanceof Record.Promised its) {\n                promised = max(promised, new Ballot(0, its.ballot().node()));")
                        .and(
                                PAXOS + "Restart.java",
                                "                promised = max(promised, accepted.ballot());\n                replay",
                                "                replay"),
                PlantedBug.of(
                                "a session is ended by what was decided while there was no leader",
                                REPLICA + "StateMachine.java",
                                "                    boolean isPast = in.readLong() != leaderships;",
                                "                    boolean isPast = in.readLong() < 0;")
                        .and(REPLICA + "SessionKeeper.java", "        if (leaseValid) {", "        if (leading) {"),
                PlantedBug.of(
                        "a read is answered on an expired lease",
                        PAXOS + "Heartbeats.java",
                        "        return !isReleased && hasLease && now - confirmedSentAt < settings.usableLeaseNanos();",
                        "        return hasLease;"),
                PlantedBug.of(
                        "a sync is answered by whoever is asked",
                        REPLICA + "Clients.java",
                        "        Barrier barrier = !connection.isReadOnly && reads.needsBarrier(request) ? node.openBarrier() : null;",
                        "        Barrier barrier = null;"),
                PlantedBug.of(
                        "a write overtakes the sync before it",
                        REPLICA + "Clients.java",
                        "        if (connection != null && connection.hasDeferred()) {\n            proceed(connection, true);",
                        "        if (connection != null && !connection.hasDeferred()) {\n            proceed(connection, true);"),
                PlantedBug.of(
                        "a snapshot forgets which parcel comes next",
                        REPLICA + "StateImage.java",
                        "                out.writeLong(state.origins().next(node));",
                        "                out.writeLong(1);"),
                PlantedBug.of(
                        "the ephemerals of an expired session stay",
                        REPLICA + "StateMachine.java",
                        "        tree.closeSession(session, zxid, timeMillis, changes);",
                        "        if (!expired) {\n            tree.closeSession(session, zxid, timeMillis, changes);\n        }"),
                PlantedBug.of(
                        "a restarted server takes up the numbers of its earlier life",
                        REPLICA + "Submissions.java",
                        "        incarnation = new Incarnation(origins.incarnation(self).counter() + 1, coin);",
                        "        incarnation = new Incarnation(1, 0);"),
                PlantedBug.of(
                        "what was read of a damaged snapshot is not forgotten",
                        REPLICA + "ReplicaLoader.java",
                        "        origins = new Origins();",
                        ""));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(PlantedBug bug) throws Exception {
        BrokenClasses broken = BrokenClasses.of(bug, root(), WITNESSES);
        String found = hunt(broken);
        assertThat(found).as("'%s' went unnoticed in %d worlds", bug, SEEDS).isNotNull();
    }

    /** The canary's counterpart: the hunt finds nothing where nothing was planted. */
    @Test
    void theHealthySourcesPass() throws Exception {
        BrokenClasses healthy = BrokenClasses.of(
                PlantedBug.of("nothing", REPLICA + "Outbox.java", "    int size() {", "    int size( ) {"),
                root(),
                WITNESSES);
        Method run = hunter(healthy);
        for (long seed = 1; seed <= 5; seed++) {
            assertThat((String) run.invoke(null, seed)).isNull();
        }
    }

    private static @Nullable String hunt(BrokenClasses broken) throws Exception {
        Method run = hunter(broken);
        for (long seed = 1; seed <= SEEDS; seed++) {
            String failure = (String) run.invoke(null, seed);
            if (failure != null) {
                return "seed " + seed + ": " + failure;
            }
        }
        return null;
    }

    private static Method hunter(ClassLoader loader) throws ReflectiveOperationException {
        Method method = loader.loadClass(Hunt.class.getName()).getMethod("world", long.class);
        method.setAccessible(true);
        return method;
    }

    /** The project's root, whichever module's folder the tests run in. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("consensus/src"))) {
            Path above = here.getParent();
            if (above == null) {
                throw new AssertionError(
                        "the sources are not to be found from " + Path.of("").toAbsolutePath());
            }
            here = above;
        }
        return here;
    }
}
