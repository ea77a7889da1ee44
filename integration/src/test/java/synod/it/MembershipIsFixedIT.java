package synod.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.proto.ReconfigRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import synod.it.cluster.Clients;
import synod.it.cluster.Product;
import synod.it.cluster.RawClient;
import synod.it.cluster.ServerProcess;
import synod.it.cluster.Shape;

/** Changing the membership where that is not enabled, which is the default: refused before anything else is looked at. */
@ParameterizedClass
@MethodSource("servers")
class MembershipIsFixedIT extends OnServers {
    MembershipIsFixedIT(Shape shape) {
        super(shape);
    }

    static List<Shape> servers() {
        return List.of(
                new Shape(Product.SYNOD, 1),
                new Shape(Product.APACHE, 1),
                new Shape(Product.SYNOD, 3),
                new Shape(Product.APACHE, 3));
    }

    @Test
    void everyWayOfAskingIsRefusedAndTheConnectionGoesOn() throws IOException {
        for (ServerProcess server : cluster.servers()) {
            try (RawClient client = new RawClient(server)) {
                client.handshake(Clients.TIMEOUT_MILLIS);
                List<ReconfigRequest> requests = List.of(
                        new ReconfigRequest(null, "3", null, -1),
                        new ReconfigRequest("server.9=127.0.0.1:1:2:participant;3", null, null, -1),
                        new ReconfigRequest(null, null, "nonsense", 77),
                        new ReconfigRequest(null, null, null, -1));
                for (int i = 0; i < requests.size(); i++) {
                    RawClient.Frame refused = client.call(i + 1, OpCode.reconfig, requests.get(i));
                    assertThat(refused.header().getXid()).isEqualTo(i + 1);
                    assertThat(refused.header().getErr()).isEqualTo(Code.RECONFIGDISABLED.intValue());
                    assertThat(refused.body().length()).isZero();
                }
                assertThat(client.call(9, OpCode.ping).header().getErr()).isZero();
            }
        }
    }
}
