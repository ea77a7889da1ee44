package synod.cli.tx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import synod.commit.TransactionId;
import synod.kernel.NodeId;

/** Names in the lines of the control connection. */
final class Names {
    private Names() {}

    static String of(TransactionId id) {
        return id.origin().value() + "." + id.life() + "." + id.number();
    }

    static TransactionId transaction(String word) {
        String[] parts = word.split("\\.", -1);
        return new TransactionId(
                NodeId.of(Integer.parseInt(parts[0])), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    static String of(List<NodeId> nodes) {
        return nodes.stream().map(node -> Integer.toString(node.value())).collect(Collectors.joining(","));
    }

    static List<NodeId> nodes(String word) {
        return Arrays.stream(word.split(",", -1))
                .map(each -> NodeId.of(Integer.parseInt(each)))
                .toList();
    }
}
