package kubernetes

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// loadWith builds what `kubectl apply -k` applies once some of the components that the
// kustomization offers are in it.
func loadWith(t *testing.T, components ...string) *manifests {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(".")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, "kustomization.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	offered := strings.Replace(string(text), "# components:", "components:", 1)
	for _, component := range components {
		line := "\n#   - " + component + "\n"
		if !strings.Contains(offered, line) {
			t.Fatalf("the kustomization does not offer %s", component)
		}
		offered = strings.Replace(offered, line, strings.Replace(line, "#", " ", 1), 1)
	}
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(offered, "\n    - ", "\n  - ")), 0o600); err != nil {
		t.Fatal(err)
	}
	kustomizer := krusty.MakeKustomizer(&krusty.Options{PluginConfig: types.DisabledPluginConfig()})
	built, err := kustomizer.Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		t.Fatal(err)
	}
	out, err := built.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	m := &manifests{services: map[string]*corev1.Service{}}
	if objects, err := m.decode(out); err != nil || objects != 8 {
		t.Fatalf("%d objects, want 8 (%v)", objects, err)
	}
	return m
}

// TestComponentsOpenDoors: the ports of the components are those that the program is told,
// that the Service gives, and that the policy lets in who may.
func TestComponentsOpenDoors(t *testing.T) {
	m := loadWith(t, "web", "metrics")
	pod := m.deployment.Spec.Template
	container := pod.Spec.Containers[0]
	page := manualPage(t)
	for flag, want := range map[string]corev1.ContainerPort{
		"--web-listen": {Name: "web", ContainerPort: 8080}, "--metrics-listen": {Name: "metrics", ContainerPort: 9464},
	} {
		if !strings.Contains(page, flag+"=") {
			t.Errorf("the program knows no %s", flag)
		}
		i := slices.IndexFunc(container.Ports, func(p corev1.ContainerPort) bool { return p.Name == want.Name })
		if i < 0 || container.Ports[i].ContainerPort != want.ContainerPort {
			t.Errorf("no port %s in %+v", want.Name, container.Ports)
		}
	}
	for _, arg := range []string{"--metrics-listen=:9464", "--insecure"} {
		if !slices.Contains(container.Args, arg) {
			t.Errorf("the pods are not told %s: %q", arg, container.Args)
		}
	}
	if at := variables(container)["PECETE_WEB_LISTEN"]; at != ":8080" {
		t.Errorf("the pods are told to open the web door at %q", at)
	}
	if pod.Annotations["prometheus.io/port"] != "9464" || pod.Annotations["prometheus.io/scrape"] != "true" {
		t.Errorf("Prometheus is told %v", pod.Annotations)
	}
	if ports := m.services["pecete"].Spec.Ports; len(ports) != 2 || ports[1].TargetPort.StrVal != "web" {
		t.Errorf("the Service has the ports %+v", ports)
	}
	callers, prometheus := m.network.Spec.Ingress[0], m.network.Spec.Ingress[1]
	if len(callers.Ports) != 2 || callers.Ports[1].Port.StrVal != "web" {
		t.Errorf("callers come through %+v", callers.Ports)
	}
	if len(prometheus.Ports) != 1 || prometheus.Ports[0].Port.StrVal != "metrics" || len(prometheus.From) != 1 ||
		prometheus.From[0].NamespaceSelector.MatchLabels["pecete.dev/metrics"] != "true" {
		t.Errorf("metrics are read through %+v", prometheus)
	}
}
