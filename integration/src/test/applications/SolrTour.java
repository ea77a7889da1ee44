import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.solr.client.solrj.SolrQuery;
import org.apache.solr.client.solrj.impl.CloudSolrClient;
import org.apache.solr.client.solrj.request.CollectionAdminRequest;
import org.apache.solr.common.SolrInputDocument;
import org.apache.solr.common.cloud.DocCollection;
import org.apache.solr.common.cloud.Replica;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import synod.it.neighbours.Host;

/**
 * Apache Solr in cloud mode, two nodes that know each other through the ensemble only: a collection of two shards with two
 * replicas each is made, filled and asked, also while a server of the ensemble is away and after a node of Solr has gone
 * and come back.
 */
public final class SolrTour {
    private static final String CONFIG = """
            <config>
              <luceneMatchVersion>LATEST</luceneMatchVersion>
              <directoryFactory class="solr.NIOFSDirectoryFactory" name="DirectoryFactory"/>
              <schemaFactory class="ClassicIndexSchemaFactory"/>
              <updateHandler class="solr.DirectUpdateHandler2"><updateLog/></updateHandler>
              <requestHandler class="solr.SearchHandler" name="/select"/>
            </config>
            """;
    private static final String SCHEMA = """
            <schema name="books" version="1.6">
              <uniqueKey>id</uniqueKey>
              <fieldType class="solr.StrField" name="string" docValues="true"/>
              <fieldType class="solr.LongPointField" name="long" docValues="true"/>
              <fieldType class="solr.TextField" name="text">
                <analyzer>
                  <tokenizer class="solr.StandardTokenizerFactory"/>
                  <filter class="solr.LowerCaseFilterFactory"/>
                </analyzer>
              </fieldType>
              <field name="id" type="string" indexed="true" stored="true" required="true"/>
              <field name="_version_" type="long" indexed="false" stored="false"/>
              <field name="title" type="text" indexed="true" stored="true"/>
            </schema>
            """;

    private final String servers;
    private final List<JettySolrRunner> nodes = new ArrayList<>();
    private CloudSolrClient client;
    private int books;

    private SolrTour(String servers) {
        this.servers = servers;
    }

    public static void main(String[] args) {
        Host.receive(() -> new SolrTour(args[0]).run(args[0].split(",")));
    }

    private void run(String[] addresses) throws Exception {
        layConfiguration();
        System.setProperty("zkHost", servers + "/solr");
        for (int i = 1; i <= 2; i++) {
            Path home = Files.createDirectories(Path.of("home" + i).toAbsolutePath());
            Files.writeString(home.resolve("solr.xml"), """
                    <solr>
                      <solrcloud>
                        <str name="host">127.0.0.1</str>
                        <int name="hostPort">${hostPort:8983}</int>
                        <str name="hostContext">solr</str>
                        <int name="zkClientTimeout">8000</int>
                      </solrcloud>
                    </solr>
                    """);
            JettySolrRunner node = new JettySolrRunner(home.toString(), JettyConfig.builder().build());
            node.start();
            nodes.add(node);
        }
        client = new CloudSolrClient.Builder(List.of(servers.split(",")), Optional.of("/solr")).build();
        client.connect();
        Host.await("two nodes live", () -> client.getClusterStateProvider().getLiveNodes().size() == 2);
        Host.done("two nodes");

        create("books");
        add("books", 100);
        expect("books", 100);
        Host.done("a collection");

        Host.stopServer(Integer.parseInt(addresses[0].substring(addresses[0].indexOf(':') + 1)));
        add("books", 50);
        expect("books", 150);
        create("more");
        add("more", 10);
        expect("more", 10);
        Host.startServers();
        Host.done("while a server was away");

        JettySolrRunner leaving = nodes.get(0);
        leaving.stop();
        Host.await("one node lives", () -> client.getClusterStateProvider().getLiveNodes().size() == 1);
        Host.await("leaders among those who are left", () -> leadersAreActive("books"));
        add("books", 50);
        expect("books", 200);
        leaving.start();
        awaitActive("books");
        awaitActive("more");
        expect("books", 200);
        expect("more", 10);
        Host.done("a node went and came back");

        CollectionAdminRequest.deleteCollection("more").process(client);
        Host.check("collections", List.of("books"), CollectionAdminRequest.listCollections(client));
        client.close();
        for (JettySolrRunner node : nodes) {
            node.stop();
        }
        Host.done("an end");
    }

    private void layConfiguration() throws Exception {
        try (ZooKeeper zookeeper = new ZooKeeper(servers, 8_000, event -> {})) {
            Host.await("a connection", () -> zookeeper.getState().isConnected());
            for (String path : List.of("/solr", "/solr/configs", "/solr/configs/books")) {
                zookeeper.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
            zookeeper.create(
                    "/solr/configs/books/solrconfig.xml",
                    CONFIG.getBytes(StandardCharsets.UTF_8),
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT);
            zookeeper.create(
                    "/solr/configs/books/schema.xml",
                    SCHEMA.getBytes(StandardCharsets.UTF_8),
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.PERSISTENT);
        }
    }

    private void create(String collection) throws Exception {
        CollectionAdminRequest.createCollection(collection, "books", 2, 2).process(client);
        awaitActive(collection);
    }

    private void add(String collection, int count) throws Exception {
        List<SolrInputDocument> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SolrInputDocument document = new SolrInputDocument();
            document.addField("id", "book " + books);
            document.addField("title", "The title of book number " + books);
            documents.add(document);
            books++;
        }
        client.add(collection, documents);
        client.commit(collection);
    }

    /** Whichever replicas are asked, all are found, by a word of their title. */
    private void expect(String collection, long count) throws Exception {
        Host.await(count + " in " + collection, () -> {
            for (int i = 0; i < 4; i++) {
                long found = client.query(collection, new SolrQuery("title:TITLE")).getResults().getNumFound();
                if (found != count) {
                    return false;
                }
            }
            return true;
        });
    }

    private DocCollection state(String collection) throws IOException {
        return client.getClusterStateProvider().getCollection(collection);
    }

    private boolean leadersAreActive(String collection) throws IOException {
        return state(collection).getSlices().stream()
                .allMatch(slice -> slice.getLeader() != null
                        && slice.getLeader().isActive(client.getClusterStateProvider().getLiveNodes()));
    }

    private void awaitActive(String collection) throws Exception {
        Host.await("all replicas of " + collection + " are active", () -> {
            List<Replica> replicas = state(collection).getReplicas();
            return replicas.size() == 4
                    && leadersAreActive(collection)
                    && replicas.stream()
                            .allMatch(replica -> replica.isActive(
                                    client.getClusterStateProvider().getLiveNodes()));
        });
    }
}
