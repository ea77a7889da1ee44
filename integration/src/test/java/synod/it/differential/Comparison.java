package synod.it.differential;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import synod.it.cluster.Cluster;

/** Plays scenes on the reference and on what is tested, and keeps what differs. */
final class Comparison {
    /** What follows from a difference may differ as well; nobody reads more of one scene than this. */
    private static final int SHOWN = 12;

    private final Cluster reference;
    private final Cluster tested;
    private final AllowedDifferences allowed;
    private final List<String> unexpected = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Set<String> answered = new TreeSet<>();
    private int unnumbered;

    Comparison(Cluster reference, Cluster tested) throws IOException {
        this.reference = reference;
        this.tested = tested;
        this.allowed = AllowedDifferences.read();
    }

    void play(Scene scene) throws IOException {
        List<String> expected = perform(reference, scene);
        List<String> actual = perform(tested, scene);
        List<String> differing = new ArrayList<>();
        for (int i = 0; i < scene.steps().size(); i++) {
            Step step = scene.steps().get(i);
            boolean isAllowed = allowed.names(reference.shape().size(), scene, step);
            if (expected.get(i).equals(actual.get(i))) {
                if (isAllowed) {
                    missing.add(scene.name() + " | " + step.name());
                }
            } else if (!isAllowed) {
                differing.add("\n" + scene.name() + " | " + step.name() + "\n  reference: " + cut(expected.get(i))
                        + "\n  tested:    " + cut(actual.get(i)));
            }
        }
        unexpected.addAll(differing.subList(0, Math.min(SHOWN, differing.size())));
        if (differing.size() > SHOWN) {
            unexpected.add("\n" + scene.name() + " | and " + (differing.size() - SHOWN) + " more");
        }
    }

    private static String cut(String text) {
        return text.length() > 700 ? text.substring(0, 700) + " ..." : text;
    }

    private List<String> perform(Cluster cluster, Scene scene) throws IOException {
        try (Conversation conversation = new Conversation(cluster, scene)) {
            List<String> answers = conversation.perform();
            if (cluster == reference) {
                answered.addAll(conversation.transcript().answered());
            } else {
                unnumbered += conversation.transcript().unnumbered();
            }
            return answers;
        } catch (IOException e) {
            throw new IOException("scene '" + scene.name() + "' on " + cluster.shape(), e);
        }
    }

    /** How many writes what is tested refused without a zxid of their own. */
    int unnumbered() {
        return unnumbered;
    }

    /** Differences that are not allowed. */
    List<String> unexpected() {
        return unexpected;
    }

    /** Steps that are allowed to differ and do not. */
    List<String> missing() {
        return missing;
    }

    /** Each operation with each code that the reference answered, such as {@code create -101}. */
    Set<String> answered() {
        return answered;
    }
}
