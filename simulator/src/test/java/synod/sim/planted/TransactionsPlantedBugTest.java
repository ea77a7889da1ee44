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
import synod.sim.transactions.MoneyWorld;
import synod.transactions.Participant;

/** Each rule of the store and of its journal is taken out in turn, and money must be missing, or found twice. */
final class TransactionsPlantedBugTest {
    private static final int SEEDS = 200;
    private static final String HERE = "transactions/src/main/java/synod/transactions/";
    private static final String STORE = HERE + "store/Store.java";
    private static final String RECOVERY = HERE + "store/Recovery.java";
    private static final String SETTLING = "consensus/src/main/java/synod/commit/settling/Settling.java";
    private static final String PARTICIPANT = HERE + "Participant.java";
    private static final List<Class<?>> WITNESSES =
            List.of(NodeId.class, Journal.class, Participant.class, MoneyWorld.class, NullMarked.class);

    static Stream<PlantedBug> bugs() {
        return Stream.of(
                PlantedBug.of(
                        "undo without compensation records",
                        STORE,
                        "journal.append(new Compensation(work.id, newest.key(), newest.before(), newest.prev()));",
                        "journal.last();"),
                PlantedBug.of(
                        "a restart undoes without compensation records",
                        RECOVERY,
                        "                    new Compensation(update.transaction(), update.key(), update.before(), update.prev()));\n",
                        "                    new Aborted(update.transaction(), update.prev()));\n"),
                PlantedBug.of(
                        "locks of the prepared are not taken again",
                        STORE,
                        "                    store.locks.retake(work.id, lock.key(), lock.mode());\n",
                        "                    lock.key();\n"),
                PlantedBug.of(
                        "a vote without a prepared record",
                        STORE,
                        "journal.append(new Prepared(transaction, work.undoNext(), List.copyOf(held)));",
                        "journal.last();"),
                PlantedBug.of(
                        "a vote before the prepared record is durable",
                        PARTICIPANT,
                        "            held.add(new Held<>(journal.last(), to, message, null));\n",
                        "            dispatch(to, message);\n"),
                PlantedBug.of(
                        "the journal is cut past one in doubt",
                        STORE,
                        "            needed = Math.min(needed, standing.first());\n",
                        "            needed = Math.min(needed, Long.MAX_VALUE - standing.first());\n"),
                PlantedBug.of(
                        "the journal is cut past a page that is not stored",
                        STORE,
                        "            needed = page.dirtyFrom() > 0 ? Math.min(needed, page.dirtyFrom()) : needed;\n",
                        "            needed = Math.min(needed, Long.MAX_VALUE - page.dirtyFrom());\n"),
                PlantedBug.of(
                        "redo makes changes that the page has already",
                        RECOVERY,
                        "entry instanceof Update update && position > image.changed(update.key())",
                        "entry instanceof Update update && position > 0"),
                PlantedBug.of(
                        "losers are not redone before they are undone",
                        RECOVERY,
                        "entry instanceof Update update && position > image.changed(update.key())",
                        "entry instanceof Update update && traces.get(update.transaction()) == null && position > image.changed(update.key())"),
                PlantedBug.of(
                        "losers are not undone",
                        RECOVERY,
                        "        analyse();\n        redo();\n        undo();\n",
                        "        analyse();\n        redo();\n        traces.values().removeIf(trace -> trace.stage == Stage.ACTIVE);\n"),
                PlantedBug.of(
                                "a failed force is ignored",
                                PARTICIPANT,
                                "                if (held.getLast().position > journal.forced()) {\n                    journal.force();\n                }\n                letGo(now);\n",
                                "                long durable = journal.last();\n                try {\n                    journal.force();\n                } catch (DiskFailure ignored) {\n                    durable = held.getLast().position;\n                }\n                letGo(now, durable);\n")
                        .and(
                                PARTICIPANT,
                                "    private void letGo(long now) {",
                                "    private void letGo(long now, long durable) {")
                        .and(
                                PARTICIPANT,
                                "held.element().position <= journal.forced()",
                                "held.element().position <= durable"),
                PlantedBug.of(
                                "a page is stored before its changes are durable",
                                HERE + "store/Image.java",
                                "        if (position > journal.forced()) {\n            journal.force();\n        }\n",
                                "")
                        .and(
                                HERE + "store/Image.java",
                                "            throw StoreRule.W1.broken(",
                                "            StoreRule.W1.broken("),
                PlantedBug.of(
                        "readers do not lock",
                        STORE,
                        "        if (wish.key.length() > MOST_KEY) {\n",
                        "        if (wish.mode == LockMode.SHARED) {\n            answers.read(request, image.value(wish.key));\n            return;\n        }\n        if (wish.key.length() > MOST_KEY) {\n"),
                PlantedBug.of(
                        "locks are let go when the vote is cast",
                        STORE,
                        "        locks.prepared(transaction);\n        return Vote.YES;\n",
                        "        release(transaction);\n        return Vote.YES;\n"),
                PlantedBug.of(
                        "one that is prepared is wounded",
                        STORE,
                        "        locks.prepared(transaction);\n        return Vote.YES;\n",
                        "        return Vote.YES;\n"),
                PlantedBug.of(
                        "what is open is forgotten, because one says that it has ended",
                        SETTLING,
                        "lower(below, own.oldestOpen(below.origin()));",
                        "below;"),
                PlantedBug.of(
                        "the end is told before it is durable",
                        SETTLING,
                        "                    out.send(node, new Message.Ended<>(agreed));\n",
                        "                    out.sendAhead(node, new Message.Ended<>(agreed));\n"),
                PlantedBug.of(
                        "what is open is forgotten, because not all were asked",
                        SETTLING,
                        "            if (theirs == null && !node.equals(self)) {\n                return;\n",
                        "            if (theirs == null && !node.equals(self)) {\n                continue;\n"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(PlantedBug bug) throws Exception {
        Method run = hunter(BrokenClasses.of(bug, CorePlantedBugTest.root(), WITNESSES));
        String found = null;
        for (long seed = 1; seed <= SEEDS && found == null; seed++) {
            found = (String) run.invoke(null, seed);
        }
        assertThat(found).as("'%s' went unnoticed in %d runs", bug, SEEDS).isNotNull();
    }

    /** The counterpart: nothing is found where nothing was planted. */
    @Test
    void theHealthySourcesPass() throws Exception {
        PlantedBug nothing = PlantedBug.of("nothing", STORE, "    public void abort(", "    public void abort (");
        Method run = hunter(BrokenClasses.of(nothing, CorePlantedBugTest.root(), WITNESSES));
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(run.invoke(null, seed)).isNull();
        }
    }

    private static Method hunter(ClassLoader loader) throws ReflectiveOperationException {
        Method method = loader.loadClass(MoneyWorld.class.getName()).getMethod("run", long.class);
        method.setAccessible(true);
        return method;
    }
}
