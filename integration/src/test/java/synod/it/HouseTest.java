package synod.it;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import synod.it.house.Ban;
import synod.it.house.Part;

/** The arrows and bans of the architecture, over every class of the product that is on the class path. */
class HouseTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("synod");

    private static final Pattern FORBIDDEN_NAME =
            Pattern.compile("(.*(Manager|Helper|Util|Utils|Impl))|((Abstract|Base)[A-Z].*)");

    private static final DescribedPredicate<JavaClass> DETERMINISTIC =
            DescribedPredicate.describe("lie below the server", HouseTest::isDeterministic);

    @Test
    void everyClassBelongsToAPart() {
        classes()
                .should(be(DescribedPredicate.<JavaClass>describe(
                        "in a package of the table of parts", type -> Part.isKnown(type.getPackageName()))))
                .check(PRODUCT);
    }

    @ParameterizedTest
    @EnumSource
    void arrowsPointDown(Part part) {
        classes()
                .that(part.classes())
                .should()
                .onlyDependOnClassesThat(part.reachable())
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void arrowsAreMeasuredOnSomething() {
        assertThat(PRODUCT).anySatisfy(type -> assertThat(type.getPackageName()).isEqualTo("synod.kernel"));
    }

    @Test
    void packagesHaveNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("synod.(**)")
                .should()
                .beFreeOfCycles()
                .check(PRODUCT);
    }

    @Test
    void nothingButTheLanguageBelowTheServer() {
        classes()
                .that(DETERMINISTIC)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("synod..", "java..", "org.jspecify.annotations")
                .check(PRODUCT);
    }

    @ParameterizedTest
    @EnumSource
    void bannedBelowTheServer(Ban ban) {
        List<String> broken = new ArrayList<>();
        for (JavaClass type : PRODUCT) {
            if (isDeterministic(type)) {
                broken.addAll(ban.broken(type));
            }
        }
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachBanStillBites(Ban ban) {
        JavaClasses offenders = new ClassFileImporter().importPackages("synod.it.house");
        assertThat(ban.broken(offenders.get("synod.it.house.Offender"))).isNotEmpty();
    }

    @Test
    void threadsAreMadeInTheRuntimeOnly() {
        noClasses()
                .that()
                .resideInAnyPackage("synod.gateway..", "synod.admin..", "synod.server..")
                .should()
                .callConstructor(Thread.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .callConstructor(Thread.class, Runnable.class, String.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.Executors")
                .allowEmptyShould(true)
                .check(PRODUCT);
    }

    @Test
    void noMutableStatics() {
        fields().that().areStatic().should().beFinal().allowEmptyShould(true).check(PRODUCT);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should(be(DescribedPredicate.<JavaClass>describe(
                        "named for a habit instead of a thing",
                        type -> FORBIDDEN_NAME.matcher(type.getSimpleName()).matches())))
                .check(PRODUCT);
    }

    @Test
    void noGetPrefixBelowTheServer() {
        methods()
                .that()
                .areDeclaredInClassesThat(DETERMINISTIC)
                .and(DescribedPredicate.<JavaMember>describe(
                        "are written by hand", method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC)))
                .should()
                .haveNameNotMatching("get[A-Z].*")
                .check(PRODUCT);
    }

    private static boolean isDeterministic(JavaClass type) {
        for (Part part : Part.values()) {
            if (part.isDeterministic() && part.holds(type.getPackageName())) {
                return true;
            }
        }
        return false;
    }
}
