package synod.sim.planted;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * All of Synod's classes once more, with one bug among them: the edited sources are compiled in memory, every other class
 * is taken from where it lies, and all of them are defined anew, so that the healthy ones stay untouched.
 */
final class BrokenClasses extends ClassLoader {
    private static final String OURS = "synod.";

    private final Map<String, byte[]> broken;

    private BrokenClasses(Map<String, byte[]> broken) {
        super(BrokenClasses.class.getClassLoader());
        this.broken = broken;
    }

    /**
     * Compiles a bug.
     *
     * @param root the project's root
     * @param witnesses one class of each module, which tell where the healthy classes lie
     * @throws AssertionError when the bug does not fit the sources any more, or does not compile
     */
    static BrokenClasses of(PlantedBug bug, Path root, List<Class<?>> witnesses) {
        List<JavaFileObject> sources = new ArrayList<>();
        Map<Path, String> texts = new LinkedHashMap<>();
        for (PlantedBug.Edit edit : bug.edits()) {
            String text = texts.computeIfAbsent(edit.file(), file -> read(root.resolve(file)));
            int at = text.indexOf(edit.healthy());
            if (at < 0 || text.indexOf(edit.healthy(), at + 1) >= 0) {
                throw new AssertionError("'" + bug.name() + "' no longer fits " + edit.file()
                        + ": this must occur exactly once: " + edit.healthy());
            }
            texts.put(edit.file(), text.replace(edit.healthy(), edit.broken()));
        }
        texts.forEach((file, text) -> sources.add(new Source(file, text)));
        return new BrokenClasses(compile(bug, sources, witnesses));
    }

    private static Map<String, byte[]> compile(PlantedBug bug, List<JavaFileObject> sources, List<Class<?>> witnesses) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new AssertionError("planted bugs need a JDK, not a JRE");
        }
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> witness : witnesses) {
            places.add(Path.of(URI.create(witness.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toString()))
                    .toString());
        }
        Map<String, ByteArrayOutputStream> compiled = new LinkedHashMap<>();
        StringWriter complaints = new StringWriter();
        List<String> options = List.of("-proc:none", "-nowarn", "-cp", String.join(java.io.File.pathSeparator, places));
        try (JavaFileManager files =
                new InMemory(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8), compiled)) {
            if (!compiler.getTask(complaints, files, null, options, null, sources)
                    .call()) {
                throw new AssertionError("'" + bug.name() + "' does not compile: " + complaints);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        compiled.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            byte[] bytes = broken.get(name);
            if (bytes == null) {
                bytes = healthy(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] healthy(String name) throws ClassNotFoundException {
        try (@Nullable InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(URI.create("string:///" + className(file) + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        private static String className(Path file) {
            String path = file.toString().replace('\\', '/');
            return path.substring(path.indexOf("/java/") + "/java/".length(), path.length() - ".java".length());
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> compiled;

        InMemory(JavaFileManager files, Map<String, ByteArrayOutputStream> compiled) {
            super(files);
            this.compiled = compiled;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            compiled.put(className, bytes);
            return new SimpleJavaFileObject(URI.create("bytes:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
