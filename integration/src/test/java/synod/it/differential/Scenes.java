package synod.it.differential;

import java.util.ArrayList;
import java.util.List;

/** All scenes that are written down. */
final class Scenes {
    private Scenes() {}

    /** What is played on servers with the usual settings. */
    static List<Scene> usual() {
        List<Scene> scenes = new ArrayList<>();
        scenes.addAll(SituationScenes.scenes());
        scenes.addAll(PathScenes.scenes());
        scenes.addAll(AccessScenes.scenes());
        scenes.addAll(FlagScenes.scenes());
        scenes.addAll(WatchScenes.scenes());
        scenes.addAll(MultiScenes.scenes());
        scenes.addAll(TreeScenes.scenes());
        scenes.addAll(SessionScenes.scenes());
        scenes.addAll(FrameScenes.scenes());
        return scenes;
    }

    /** What is played on a server alone besides. */
    static List<Scene> alone() {
        return FrameScenes.alone();
    }

    /** What is played on servers that allow times to live and keep quotas. */
    static List<Scene> extended() {
        List<Scene> scenes = new ArrayList<>();
        scenes.addAll(FlagScenes.extended());
        scenes.addAll(TreeScenes.extended());
        return scenes;
    }
}
