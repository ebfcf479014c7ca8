package kubernetes

import (
	"maps"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"github.com/pecete/pecete/packaging/serving"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

const port = 50051

// TestPodsAreAllowedWhereTheyLive asks the admission of Kubernetes whether the
// namespace's standard lets the pods in.
func TestPodsAreAllowedWhereTheyLive(t *testing.T) {
	m := load(t)
	standard, problems := psa.PolicyToEvaluate(m.namespace.Labels, psa.Policy{})
	if len(problems) > 0 || standard.Enforce.Level != psa.LevelRestricted {
		t.Errorf("the namespace enforces %v (%v)", standard.Enforce, problems)
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	pod := m.deployment.Spec.Template
	for _, result := range evaluator.EvaluatePod(standard.Enforce, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			t.Errorf("the pods are refused: %s: %s", result.ForbiddenReason, result.ForbiddenDetail)
		}
	}
	container := pod.Spec.Containers[0]
	if s := container.SecurityContext; s.ReadOnlyRootFilesystem == nil || !*s.ReadOnlyRootFilesystem {
		t.Error("the container's files can be written")
	}
	if mount := pod.Spec.AutomountServiceAccountToken; mount == nil || *mount {
		t.Error("the pods carry a token for the cluster")
	}
}

func TestAllLiveInOneNamespace(t *testing.T) {
	m := load(t)
	objects := []metav1.ObjectMeta{m.account.ObjectMeta, m.deployment.ObjectMeta, m.autoscaler.ObjectMeta, m.budget.ObjectMeta, m.network.ObjectMeta, m.route.ObjectMeta}
	for _, service := range m.services {
		objects = append(objects, service.ObjectMeta)
	}
	for _, object := range objects {
		if object.Namespace != m.namespace.Name {
			t.Errorf("%s is in the namespace %q, want %q", object.Name, object.Namespace, m.namespace.Name)
		}
	}
}

func TestSelectorsFindThePods(t *testing.T) {
	m := load(t)
	pods := m.deployment.Spec.Template.Labels
	selectors := map[string]map[string]string{
		"Deployment": m.deployment.Spec.Selector.MatchLabels, "PodDisruptionBudget": m.budget.Spec.Selector.MatchLabels,
		"NetworkPolicy": m.network.Spec.PodSelector.MatchLabels,
	}
	for name, service := range m.services {
		selectors["Service "+name] = service.Spec.Selector
	}
	for _, spread := range m.deployment.Spec.Template.Spec.TopologySpreadConstraints {
		selectors["spread over "+spread.TopologyKey] = spread.LabelSelector.MatchLabels
	}
	for name, selector := range selectors {
		if !maps.Equal(selector, pods) {
			t.Errorf("%s selects %v, the pods are %v", name, selector, pods)
		}
	}
	if target := m.autoscaler.Spec.ScaleTargetRef; target.Kind != m.deployment.Kind || target.Name != m.deployment.Name || target.APIVersion != m.deployment.APIVersion {
		t.Errorf("the autoscaler scales %+v", target)
	}
	if m.deployment.Spec.Template.Spec.ServiceAccountName != m.account.Name {
		t.Error("the pods have another account")
	}
}

func TestPortsAreOne(t *testing.T) {
	m := load(t)
	container := m.deployment.Spec.Template.Spec.Containers[0]
	if p := container.Ports[0]; p.ContainerPort != port || p.Name != "grpc" {
		t.Errorf("the container's port is %+v", p)
	}
	for name, probe := range map[string]*corev1.Probe{"startup": container.StartupProbe, "readiness": container.ReadinessProbe, "liveness": container.LivenessProbe} {
		if probe == nil || probe.GRPC == nil || probe.GRPC.Port != port {
			t.Errorf("the %s probe does not ask over gRPC at the port", name)
			continue
		}
		service := probe.GRPC.Service
		if service != nil && *service != pecetev1.ClassifierService_ServiceDesc.ServiceName || service == nil && name != "liveness" {
			t.Errorf("the %s probe asks about the service %v", name, service)
		}
	}
	for name, service := range m.services {
		p := service.Spec.Ports[0]
		if p.Port != port || p.TargetPort.StrVal != "grpc" || p.AppProtocol == nil || *p.AppProtocol != "kubernetes.io/h2c" {
			t.Errorf("the port of the Service %s is %+v", name, p)
		}
	}
	if m.services["pecete-headless"].Spec.ClusterIP != corev1.ClusterIPNone || m.services["pecete"].Spec.ClusterIP != "" {
		t.Error("one Service must give the addresses of all pods, the other one for all")
	}
	if from := m.network.Spec.Ingress[0]; from.Ports[0].Port.StrVal != "grpc" || len(from.From) != 1 {
		t.Errorf("callers come through %+v", from)
	}
}

// TestNothingLeaves: a policy for egress that allows none.
func TestNothingLeaves(t *testing.T) {
	m := load(t)
	if !slices.Contains(m.network.Spec.PolicyTypes, "Egress") || len(m.network.Spec.Egress) != 0 {
		t.Errorf("the pods may call %+v", m.network.Spec.Egress)
	}
}

func TestRouteLeadsToTheService(t *testing.T) {
	m := load(t)
	rule := m.route.Spec.Rules[0]
	backend := rule.BackendRefs[0]
	if service := m.services[string(backend.Name)]; service == nil || service.Spec.ClusterIP == corev1.ClusterIPNone || backend.Port == nil || *backend.Port != port {
		t.Errorf("the route leads to %s at %v", backend.Name, backend.Port)
	}
	if name := rule.Matches[0].Method.Service; name == nil || *name != pecetev1.ClassifierService_ServiceDesc.ServiceName {
		t.Errorf("the route is for the service %v", name)
	}
}

// TestOneMayGo: while one pod is drained, others serve.
func TestOneMayGo(t *testing.T) {
	m := load(t)
	if least := m.autoscaler.Spec.MinReplicas; least == nil || *least < 3 || m.autoscaler.Spec.MaxReplicas <= *least {
		t.Errorf("between %v and %d pods", least, m.autoscaler.Spec.MaxReplicas)
	}
	if m.budget.Spec.MaxUnavailable.IntValue() != 1 || m.deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.IntValue() != 0 {
		t.Error("more than one pod may go at a time")
	}
	if m.deployment.Spec.Replicas != nil {
		t.Error("applying the manifest again would undo the autoscaler")
	}
	requests := m.deployment.Spec.Template.Spec.Containers[0].Resources.Requests
	if requests.Cpu().IsZero() {
		t.Error("the autoscaler measures the use of what was requested, and nothing is")
	}
}

// TestPodsMayFinish reads from the manual page how long the service may drain.
func TestPodsMayFinish(t *testing.T) {
	m := load(t)
	pod := m.deployment.Spec.Template.Spec
	found := regexp.MustCompile(`--drain-timeout=(\w+)`).FindStringSubmatch(manualPage(t))
	if found == nil {
		t.Fatal("the manual page names no --drain-timeout")
	}
	drain, err := time.ParseDuration(found[1])
	if err != nil {
		t.Fatal(err)
	}
	before := time.Duration(pod.Containers[0].Lifecycle.PreStop.Sleep.Seconds) * time.Second
	if grace := time.Duration(*pod.TerminationGracePeriodSeconds) * time.Second; before <= 0 || grace <= before+drain {
		t.Errorf("killed after %v, which holds %v of waiting and %v of draining", grace, before, drain)
	}
}

// manualPage gives the manual page, its hyphens as they are read.
func manualPage(t *testing.T) string {
	t.Helper()
	page := exec.Command("go", "run", "./cmd/pecete", "manual")
	page.Dir = "../.."
	out, err := page.Output()
	if err != nil {
		t.Fatalf("writing the manual page: %v", err)
	}
	return strings.ReplaceAll(string(out), `\-`, "-")
}

// TestProgramKnowsWhatPodsAreTold starts the program with the pods' arguments and
// variables.
func TestProgramKnowsWhatPodsAreTold(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "pecete")
	compile := exec.Command("go", "build", "-o", binary, "./cmd/pecete")
	compile.Dir = "../.."
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("compiling: %v\n%s", err, out)
	}
	container := load(t).deployment.Spec.Template.Spec.Containers[0]
	var variables []string
	page := manualPage(t)
	for _, v := range container.Env {
		variables = append(variables, v.Name+"="+v.Value)
		if strings.HasPrefix(v.Name, "PECETE_") && !strings.Contains(page, "($"+v.Name+")") {
			t.Errorf("the program does not know the variable %s", v.Name)
		}
	}
	if len(container.Command) > 0 {
		t.Errorf("the pods run %v instead of the image's program", container.Command)
	}
	serving.Check(t, binary, container.Args, variables)
}
