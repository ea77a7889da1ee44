package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import synod.kernel.Bytes;

final class TreeTest {
    @Test
    void anEmptyDatabaseHasTheReservedZnodes() {
        Tree tree = new Tree();
        Znode node = new Znode();
        assertThat(tree.nodeCount()).isEqualTo(5);
        assertThat(tree.approximateDataSize()).isEqualTo(44);
        assertThat(tree.find(Paths.ROOT, node)).isTrue();
        assertThat(node.stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0));
        assertThat(node.descendants()).isEqualTo(3);
        assertThat(tree.find(Paths.ZOOKEEPER, node)).isTrue();
        assertThat(node.cversion()).isEqualTo(-2);
        assertThat(tree.find(Paths.CONFIG, node)).isTrue();
        assertThat(node.aversion()).isEqualTo(-1);
        assertThat(node.acl()).isEqualTo(Acl.READ_ONLY);
        assertThat(node.data()).isEqualTo(Bytes.EMPTY);
        assertThat(tree.find(Paths.QUOTA, node)).isTrue();
    }
}
