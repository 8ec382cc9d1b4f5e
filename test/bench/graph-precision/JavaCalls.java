import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Where every call of Java files leads, by the Java compiler. Takes the folder, and paths in it on the standard input, one
 * a line; prints one array of JSON.
 */
final class JavaCalls extends TreePathScanner<Void, Void> {
    private final Path root;
    private final Trees trees;
    private final List<String> sites = new ArrayList<>();
    private CompilationUnitTree file;

    private JavaCalls(Path root, Trees trees) {
        this.root = root;
        this.trees = trees;
    }

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]).toAbsolutePath();
        List<Path> paths = new ArrayList<>();
        Scanner input = new Scanner(System.in);
        while (input.hasNextLine()) paths.add(root.resolve(input.nextLine()));
        var compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        Iterable<? extends JavaFileObject> files = manager.getJavaFileObjectsFromPaths(paths);
        List<String> options = List.of("-proc:none", "-Xlint:none");
        JavacTask task = (JavacTask) compiler.getTask(null, manager, problem -> {}, options, null, files);
        JavaCalls one = new JavaCalls(root, Trees.instance(task));
        Iterable<? extends CompilationUnitTree> read = task.parse();
        task.analyze();
        for (CompilationUnitTree file : read) {
            one.file = file;
            one.scan(file, null);
        }
        System.out.println("[" + String.join(",\n", one.sites) + "]");
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree node, Void nothing) {
        ExpressionTree select = node.getMethodSelect();
        boolean isMember = select instanceof MemberSelectTree;
        String name = isMember
            ? ((MemberSelectTree) select).getIdentifier().toString()
            : ((IdentifierTree) select).getName().toString();
        // Of `a.b()` the place of `b`.
        long end = trees.getSourcePositions().getEndPosition(file, select);
        long line = file.getLineMap().getLineNumber(Math.max(0, end - name.length()));
        // The compiler writes a `super()` where the source has none; `this()` is another signature of the same constructor.
        if (name.equals("this") || !textOf(file).startsWith(name, (int) (end - name.length())))
            return super.visitMethodInvocation(node, nothing);
        Element called = trees.getElement(new TreePath(getCurrentPath(), select));
        if (name.equals("super")) called = called == null ? null : called.getEnclosingElement();
        add(line, name, called, isMember);
        return super.visitMethodInvocation(node, nothing);
    }

    @Override
    public Void visitNewClass(NewClassTree node, Void nothing) {
        Element around = trees.getElement(getCurrentPath().getParentPath());
        // Constants of an enum are made without a call in the source.
        if (around != null && around.getKind() == ElementKind.ENUM_CONSTANT) return super.visitNewClass(node, nothing);
        long line = file.getLineMap().getLineNumber(trees.getSourcePositions().getStartPosition(file, node));
        Element made = trees.getElement(new TreePath(getCurrentPath(), node.getIdentifier()));
        add(line, made == null ? "" : made.getSimpleName().toString(), made, false);
        return super.visitNewClass(node, nothing);
    }

    private void add(long line, String name, Element called, boolean isMember) {
        boolean isKnown = called != null && called.asType().getKind() != TypeKind.ERROR;
        TreePath at = isKnown ? trees.getPath(called) : null;
        String here = pathOf(file);
        String targets = "null";
        String way = null;
        if (isKnown && at == null) targets = "[]";
        if (at != null) {
            CompilationUnitTree there = at.getCompilationUnit();
            String path = pathOf(there);
            targets = "[{\"path\":\"" + path + "\",\"line\":" + lineOf(there, at.getLeaf(), called)
                + ",\"name\":\"" + called.getSimpleName() + "\"}]";
            way = isRecursion(at.getLeaf()) ? null : wayOf(called, isMember, here, path);
        }
        sites.add("{\"path\":\"" + here + "\",\"line\":" + line + ",\"name\":\"" + name + "\",\"targets\":" + targets
            + ",\"way\":" + (way == null ? "null" : "\"" + way + "\"") + "}");
    }

    private static String wayOf(Element called, boolean isMember, String here, String there) {
        boolean isMethod = called.getKind() == ElementKind.METHOD;
        if (isMethod && isMember && !called.getModifiers().contains(Modifier.STATIC)) return "member";
        if (here.equals(there)) return "same file";
        if (isMethod && !isMember && !called.getModifiers().contains(Modifier.STATIC)) return "member";
        return folderOf(here).equals(folderOf(there)) ? "same package" : "import";
    }

    /** The graph has no edges from a symbol to itself, and overloads are one. */
    private boolean isRecursion(Tree target) {
        for (TreePath at = getCurrentPath(); at != null; at = at.getParentPath()) {
            if (!(at.getLeaf() instanceof MethodTree)) continue;
            MethodTree around = (MethodTree) at.getLeaf();
            if (around == target) return true;
            boolean isNamed = target instanceof MethodTree && around.getName().equals(((MethodTree) target).getName());
            ClassTree of = (ClassTree) at.getParentPath().getLeaf();
            if (isNamed && of.getMembers().contains(target)) return true;
        }
        return false;
    }

    /** Of the name, as well as it can be had: the end of what stands before the body. */
    private long lineOf(CompilationUnitTree there, Tree tree, Element called) {
        var positions = trees.getSourcePositions();
        long start = positions.getStartPosition(there, tree);
        var name = java.util.regex.Pattern.compile("\\b" + called.getSimpleName() + "\\b").matcher(textOf(there));
        return there.getLineMap().getLineNumber(name.find((int) start) ? name.start() : start);
    }

    private String textOf(CompilationUnitTree unit) {
        try {
            return unit.getSourceFile().getCharContent(true).toString();
        } catch (IOException error) {
            throw new IllegalStateException("cannot read " + pathOf(unit), error);
        }
    }

    private String pathOf(CompilationUnitTree unit) {
        URI uri = unit.getSourceFile().toUri();
        return root.relativize(Path.of(uri)).toString().replace('\\', '/');
    }

    private static String folderOf(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
