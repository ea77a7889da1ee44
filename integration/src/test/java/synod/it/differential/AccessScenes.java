package synod.it.differential;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.proto.AuthPacket;
import org.apache.zookeeper.proto.GetACLRequest;
import org.jspecify.annotations.Nullable;
import synod.it.differential.Asks.Part;

/** Access lists of every form, who may do what by them, and how clients say who they are. */
final class AccessScenes {
    private static final String USER = "user1:+7K83PhyQ3ijGj0ADmljf0quVwQ=";

    private AccessScenes() {}

    static List<Scene> scenes() {
        return List.of(lists(), subjects(), identities(), packets());
    }

    private static Map<String, @Nullable List<ACL>> forms() {
        Map<String, @Nullable List<ACL>> forms = new LinkedHashMap<>();
        forms.put("no entry", List.of());
        forms.put("all to the world", Ids.OPEN_ACL_UNSAFE);
        forms.put("reading to the world", Ids.READ_ACL_UNSAFE);
        forms.put("all to the creator", Ids.CREATOR_ALL_ACL);
        forms.put("nothing to the world", Asks.acl(0, "world", "anyone"));
        forms.put("unknown bits to the world", Asks.acl(-1, "world", "anyone"));
        forms.put("bit 32 to the world", Asks.acl(32, "world", "anyone"));
        forms.put("somebody of the world", Asks.acl(31, "world", "somebody"));
        forms.put("the world by an empty name", Asks.acl(31, "world", ""));
        forms.put("the creator by any name", Asks.acl(31, "auth", "whoever"));
        forms.put("the creator for reading and the world for writing", Asks.acl(1, "auth", "", 2, "world", "anyone"));
        forms.put("a digest", Asks.acl(31, "digest", USER));
        forms.put("a digest without a colon", Asks.acl(31, "digest", "nocolon"));
        forms.put("a digest with two colons", Asks.acl(31, "digest", "a:b:c"));
        forms.put("an empty digest", Asks.acl(31, "digest", ""));
        forms.put("a digest of a colon", Asks.acl(31, "digest", ":"));
        forms.put("a digest with no name", Asks.acl(31, "digest", ":b"));
        forms.put("a digest with no hash", Asks.acl(31, "digest", "a:"));
        for (String address : List.of(
                "127.0.0.1",
                "127.0.0.1/32",
                "127.0.0.0/8",
                "0.0.0.0/0",
                "10.0.0.1",
                "127.0.0.1/33",
                "127.0.0.1/-1",
                "127.0.0.1/",
                "127.0.0.1/8/8",
                "127.0.0",
                "127.0.0.1.1",
                "256.0.0.1",
                "localhost",
                "",
                "::1",
                "::1/128",
                "::1/129",
                "::/0",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "1:2:3",
                "fe80::1%lo")) {
            forms.put("the address '" + address + "'", Asks.acl(31, "ip", address));
        }
        forms.put("an unknown scheme", Asks.acl(31, "nosuchscheme", "id"));
        forms.put("an empty scheme", Asks.acl(31, "", "id"));
        forms.put("the super user", Asks.acl(31, "super", ""));
        forms.put("the world twice", Asks.acl(31, "world", "anyone", 31, "world", "anyone"));
        forms.put("three with one twice", Asks.acl(31, "world", "anyone", 1, "digest", USER, 31, "world", "anyone"));
        forms.put("one good and one bad", Asks.acl(31, "world", "anyone", 1, "world", "x"));
        forms.put("a null scheme", Arrays.asList(new ACL(31, new Id(null, "x"))));
        return forms;
    }

    private static Scene lists() {
        Scene scene = new Scene("access lists", 3);
        scene.auth(1, "user1:pass1");
        scene.auth(2, "alice:secret");
        scene.auth(2, "bob:secret");
        int number = 0;
        for (Map.Entry<String, @Nullable List<ACL>> form : forms().entrySet()) {
            String what = form.getKey();
            List<ACL> acl = form.getValue();
            String path = scene.at("/n" + number++);
            scene.ask(2, "create with " + what, OpCode.create2, Asks.create(path, acl, 0));
            scene.ask(0, "create by a nobody with " + what, OpCode.create, Asks.create(path + "o", acl, 0));
            scene.ask(2, "a znode for " + what, OpCode.create, Asks.create(path + "s"));
            scene.ask(2, "setACL with " + what, OpCode.setACL, Asks.setAcl(path + "s", acl, 0));
            scene.ask(
                    2,
                    "a multi that creates with " + what,
                    OpCode.multi,
                    Asks.multi(
                            new Part(OpCode.create2, Asks.create(path + "m", acl, 0)),
                            new Part(OpCode.delete, Asks.delete(path + "m", 0))));
            for (int session = 0; session < 3; session++) {
                scene.ask(
                        session,
                        "s" + session + " reads the list with " + what,
                        OpCode.getACL,
                        new GetACLRequest(path));
                scene.ask(session, "s" + session + " reads under " + what, OpCode.getData, Asks.get(path, false));
                scene.ask(session, "s" + session + " writes under " + what, OpCode.setData, Asks.set(path, "w", -1));
            }
        }
        return scene;
    }

    private static Scene subjects() {
        Scene scene = new Scene("access lists that differ", 1);
        scene.ask(
                0,
                "create with a subject",
                OpCode.create,
                Asks.create(scene.at("/a"), Asks.acl(31, "x509", "CN=client"), 0));
        scene.ask(
                0,
                "create with a null name",
                OpCode.create,
                Asks.create(scene.at("/b"), Arrays.asList(new ACL(31, new Id("world", null))), 0));
        return scene;
    }

    private static Scene identities() {
        Scene scene = new Scene("identities", 3);
        scene.ask(0, "whoAmI of a nobody", OpCode.whoAmI);
        scene.auth(0, "alice:secret");
        scene.ask(0, "whoAmI with one digest", OpCode.whoAmI);
        scene.ask(0, "a znode of alice alone", OpCode.create2, Asks.create(scene.at("/a"), Ids.CREATOR_ALL_ACL, 0));
        scene.auth(0, "bob:secret");
        scene.ask(0, "whoAmI with two digests", OpCode.whoAmI);
        scene.ask(0, "a znode of both", OpCode.create2, Asks.create(scene.at("/ab"), Ids.CREATOR_ALL_ACL, 0));
        scene.ask(0, "alice says again who she is", OpCode.auth, Asks.auth("digest", "alice:secret"));
        scene.ask(0, "whoAmI does not repeat", OpCode.whoAmI);
        for (String credentials : List.of("alice:wrong", "bob:secret", "alice:secret")) {
            scene.auth(1, credentials);
            for (String path : List.of("/a", "/ab")) {
                scene.ask(
                        1, "as " + credentials + " s1 reads " + path, OpCode.getData, Asks.get(scene.at(path), false));
                scene.ask(
                        1,
                        "as " + credentials + " s1 writes " + path,
                        OpCode.setData,
                        Asks.set(scene.at(path), credentials, -1));
                scene.ask(
                        1,
                        "as " + credentials + " s1 sees the list of " + path,
                        OpCode.getACL,
                        new GetACLRequest(scene.at(path)));
            }
            scene.ask(1, "whoAmI as " + credentials, OpCode.whoAmI);
        }
        scene.comeBack(1, "s1 comes back", 1);
        scene.ask(1, "whoAmI after coming back", OpCode.whoAmI);
        scene.ask(1, "what a session was is forgotten", OpCode.getData, Asks.get(scene.at("/a"), false));
        scene.ask(2, "a stranger deletes a znode whose parent is open", OpCode.delete, Asks.delete(scene.at("/a"), -1));
        return scene;
    }

    private static Scene packets() {
        Scene scene = new Scene("auth packets", 2);
        String[][] packets = {
            {"digest", "user1:pass1"},
            {"digest", ""},
            {"digest", "nocolon"},
            {"digest", "a:b:c"},
            {"digest", ":"},
            {"digest", ":b"},
            {"digest", "\u00e9:\u00e9"},
            {"ip", "10.0.0.1"},
            {"ip", ""},
            {"world", "anyone"},
            {"super", ""},
            {"auth", ""},
            {"nosuchscheme", "x"},
            {"", "x"},
            {"x509", ""},
            {"Digest", "user1:pass1"}
        };
        for (String[] packet : packets) {
            String what = packet[0] + " '" + packet[1] + "'";
            scene.ask(0, "auth by " + what, OpCode.auth, Asks.auth(packet[0], packet[1]));
            scene.ask(0, "whoAmI after " + what, OpCode.whoAmI);
            scene.comeBack(0, "s0 comes back after " + what, 0);
            scene.ask(0, "whoAmI anew after " + what, OpCode.whoAmI);
        }
        for (int xid : new int[] {-4, 0, 77, Integer.MAX_VALUE}) {
            scene.askAs(0, "auth as request " + xid, xid, OpCode.auth, Asks.auth("digest", "user1:pass1"));
        }
        scene.ask(0, "auth of another kind", OpCode.auth, new AuthPacket(5, "digest", Scene.utf8("user1:pass1")));
        scene.ask(0, "whoAmI after all", OpCode.whoAmI);
        return scene;
    }
}
