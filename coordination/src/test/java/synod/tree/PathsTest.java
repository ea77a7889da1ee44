package synod.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import synod.kernel.Bytes;

final class PathsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/.a",
                "/..a",
                "/a.",
                "/a..b",
                "/a/.b",
                "/...",
                "/a b",
                "/\u00e9\u00a0",
                "/\u4e2d\u6587/x",
                "/\ud7ff",
                "/\uf900",
                "/\uffef",
                "/~"
            })
    void valid(String path) {
        assertThat(Paths.isValid(Paths.of(path))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "//",
                "/a/",
                "/a//b",
                "/./a",
                "/a/..",
                "/a/.",
                "/.",
                "/..",
                "/../a",
                "/\u0001",
                "/a\u001f",
                "/\u007f",
                "/\u0080",
                "/\u009f",
                "/\ue000",
                "/\uf8ff",
                "/\ufff0",
                "/\uffff",
                "/\u0000",
                "/\ud83d\ude00"
            })
    void invalid(String path) {
        assertThat(Paths.isValid(Paths.of(path))).isFalse();
    }

    @Test
    void malformedUtf8IsInvalid() {
        int[][] malformed = {
            {0x80},
            {0xc0, 0x80},
            {0xc1, 0xbf},
            {0xc3},
            {0xc3, '/'},
            {0xe0, 0x80, 0x80},
            {0xe4, 0xb8},
            {0xe4, 'x', 0xad},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x9f, 0x98, 0x80},
            {0xff}
        };
        for (int[] name : malformed) {
            byte[] path = new byte[name.length + 1];
            path[0] = '/';
            for (int i = 0; i < name.length; i++) {
                path[i + 1] = (byte) name[i];
            }
            assertThat(Paths.isValid(Bytes.wrap(path)))
                    .as(Bytes.wrap(path).toString())
                    .isFalse();
        }
    }

    @Test
    void everyCharacterIsAsTheRuleSays() {
        for (int character = 1; character <= Character.MAX_VALUE; character++) {
            if (character == '/' || character == '.' || Character.isSurrogate((char) character)) {
                continue;
            }
            String path = "/" + (char) character;
            if (Paths.isValid(Paths.of(path)) != Twin.isValid(path)) {
                fail(path);
            }
        }
    }

    @Test
    void partsOfAPath() {
        assertThat(Paths.parent(Paths.of("/a/b"))).isEqualTo(Paths.of("/a"));
        assertThat(Paths.parent(Paths.of("/a"))).isEqualTo(Paths.ROOT);
        assertThat(Paths.hasSlashAndNoNul(Paths.of("a\u0000/"))).isFalse();
        assertThat(Paths.hasSlashAndNoNul(Paths.of("a/"))).isTrue();
        assertThat(Paths.hasSlashAndNoNul(Bytes.EMPTY)).isFalse();
    }
}
