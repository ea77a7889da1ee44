import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.helix.HelixAdmin;
import org.apache.helix.HelixManager;
import org.apache.helix.HelixManagerFactory;
import org.apache.helix.InstanceType;
import org.apache.helix.NotificationContext;
import org.apache.helix.controller.HelixControllerMain;
import org.apache.helix.manager.zk.ZKHelixAdmin;
import org.apache.helix.model.ExternalView;
import org.apache.helix.model.IdealState;
import org.apache.helix.model.InstanceConfig;
import org.apache.helix.model.Message;
import org.apache.helix.participant.statemachine.StateModel;
import org.apache.helix.participant.statemachine.StateModelFactory;
import org.apache.helix.participant.statemachine.StateModelInfo;
import org.apache.helix.participant.statemachine.Transition;
import org.apache.helix.tools.ClusterSetup;
import synod.it.neighbours.Host;

/**
 * A cluster of Apache Helix: two controllers of which one leads, and three participants over which the partitions of a
 * resource are spread, a master and a slave each. They must be spread anew whenever a participant leaves or comes, also
 * while a server of the ensemble is away and after the leading controller has gone.
 */
public final class HelixTour {
    private static final String CLUSTER = "tour";
    private static final String RESOURCE = "table";
    private static final int PARTITIONS = 6;

    private final String servers;
    private final HelixAdmin admin;
    private final Map<String, HelixManager> participants = new HashMap<>();

    /** A partition as one participant has it; what it is told to become, it is. */
    @StateModelInfo(
            initialState = "OFFLINE",
            states = {"MASTER", "SLAVE", "OFFLINE", "DROPPED"})
    public static final class Partition extends StateModel {
        @Transition(from = "OFFLINE", to = "SLAVE")
        public void becomeSlave(Message message, NotificationContext context) {}

        @Transition(from = "SLAVE", to = "MASTER")
        public void becomeMaster(Message message, NotificationContext context) {}

        @Transition(from = "MASTER", to = "SLAVE")
        public void stepDown(Message message, NotificationContext context) {}

        @Transition(from = "SLAVE", to = "OFFLINE")
        public void leave(Message message, NotificationContext context) {}

        @Transition(from = "OFFLINE", to = "DROPPED")
        public void drop(Message message, NotificationContext context) {}
    }

    /** Makes partitions. */
    public static final class Partitions extends StateModelFactory<Partition> {
        @Override
        public Partition createNewStateModel(String resource, String partition) {
            return new Partition();
        }
    }

    private HelixTour(String servers) {
        this.servers = servers;
        this.admin = new ZKHelixAdmin.Builder().setZkAddress(servers).build();
    }

    public static void main(String[] args) {
        Host.receive(() -> new HelixTour(args[0]).run(args[0].split(",")));
    }

    private void run(String[] addresses) throws Exception {
        ClusterSetup setup = new ClusterSetup.Builder().setZkAddress(servers).build();
        setup.addCluster(CLUSTER, true);
        for (int i = 1; i <= 3; i++) {
            InstanceConfig config = new InstanceConfig("node" + i);
            config.setHostName("127.0.0.1");
            config.setPort(Integer.toString(i));
            config.setInstanceEnabled(true);
            admin.addInstance(CLUSTER, config);
        }
        admin.addResource(CLUSTER, RESOURCE, PARTITIONS, "MasterSlave", IdealState.RebalanceMode.FULL_AUTO.name());
        admin.rebalance(CLUSTER, RESOURCE, 2);
        HelixManager first = controller("controller1");
        Host.await("the first controller leads", first::isLeader);
        HelixManager second = controller("controller2");
        join("node1");
        join("node2");
        awaitSpread();
        Host.done("spread over two");

        join("node3");
        awaitSpread();
        Host.done("spread over three");

        participants.remove("node1").disconnect();
        awaitSpread();
        Host.done("spread again when one left");

        Host.stopServer(Integer.parseInt(addresses[0].substring(addresses[0].indexOf(':') + 1)));
        join("node1");
        awaitSpread();
        Host.startServers();
        Host.done("spread again while a server was away");

        first.disconnect();
        Host.await("the second controller leads", second::isLeader);
        participants.remove("node2").disconnect();
        awaitSpread();
        Host.done("spread again by the other controller");
    }

    private HelixManager controller(String name) {
        return HelixControllerMain.startHelixController(servers, CLUSTER, name, HelixControllerMain.STANDALONE);
    }

    private void join(String name) throws Exception {
        HelixManager manager =
                HelixManagerFactory.getZKHelixManager(CLUSTER, name, InstanceType.PARTICIPANT, servers);
        manager.getStateMachineEngine().registerStateModelFactory("MasterSlave", new Partitions());
        manager.connect();
        participants.put(name, manager);
    }

    /** Every partition has one master and one slave, all on participants that are here, and all of those have some. */
    private void awaitSpread() throws Exception {
        Host.await("spread over " + new TreeSet<>(participants.keySet()), () -> {
            ExternalView view = admin.getResourceExternalView(CLUSTER, RESOURCE);
            if (view == null || view.getPartitionSet().size() != PARTITIONS) {
                return false;
            }
            Set<String> used = new TreeSet<>();
            for (String partition : view.getPartitionSet()) {
                Map<String, String> states = view.getStateMap(partition);
                List<String> sorted = new ArrayList<>(states.values());
                Collections.sort(sorted);
                if (!sorted.equals(List.of("MASTER", "SLAVE"))) {
                    return false;
                }
                used.addAll(states.keySet());
            }
            return used.equals(participants.keySet());
        });
    }
}
