package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

/** What a name is, Java's own reader decides. */
final class DistinguishedNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "CN=a",
                "cn=a",
                "CN=a,OU=b,O=c,L=d,ST=e,C=DE",
                "CN=a, OU=b; O=c",
                "CN=a+OU=b",
                "CN=",
                "CN= ",
                "CN=a,",
                ",CN=a",
                "CN=a,,O=b",
                "CN",
                "=a",
                "CN=a,O",
                "anyone",
                "user:hash",
                "NOSUCH=a",
                "2.5.4.3=a",
                "OID.2.5.4.3=a",
                "oid.2.5.4.3=a",
                "3.1=a",
                "1.40=a",
                "1.39.7=a",
                "2=a",
                "2..5=a",
                "2.5.=a",
                "CN=\"a,b\",O=c",
                "CN=\"a\"b",
                "CN=\"a\" ,O=b",
                "CN=\"a",
                "CN=\"a\\\"b\"",
                "CN=a\\,b",
                "CN=a\\",
                "CN=a\\zb",
                "CN=a\\41b",
                "CN=a\\4",
                "CN=a<b",
                "CN=a>b",
                "CN=a\"b",
                "CN=a=b",
                "CN=a#b",
                "CN=#0c0161",
                "CN=#0c016",
                "CN=#",
                "CN=#zz",
                "CN=Zo\u00eb,O=\u65e5\u672c",
                "EMAILADDRESS=a@b.c,UID=7,DC=x,SERIALNUMBER=9",
                "CN=a,O=b ",
                " CN = a , O = b",
            })
    void namesAreWhatJavaReads(String text) {
        assertThat(DistinguishedName.isValid(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(isReadByJava(text));
    }

    private static boolean isReadByJava(String text) {
        try {
            return new X500Principal(text).getName() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
